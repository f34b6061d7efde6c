import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Branch } from '#adapters/local/repository/mirror.ts';
import { selectBranches, type SelectionWorld } from './selection.ts';

const branch = (name: string, sha: string, merged = false): Branch => ({ name, sha, merged, committedAt: 0 });
const [newest, second, third] = [branch('newest', 'a'), branch('second', 'b'), branch('third', 'c')];
const done = branch('done', 'd', true);
const all = [newest, done, second, third] as const;
const world: SelectionWorld = { branches: all, before: undefined, shown: new Set(), wanted: new Set(), limit: 2 };
const seen = new Map(all.map(({ name, sha }) => [name, sha]));

const cases: Record<string, { given: Partial<SelectionWorld>; names: readonly string[] }> = {
  'at the first look the newest are shown, and none that is merged': { given: {}, names: ['newest', 'second'] },
  'a branch that the user named is shown however old it is': {
    given: { wanted: new Set(['third']) },
    names: ['newest', 'second', 'third'],
  },
  'later a branch that did not move stays unseen': { given: { before: seen }, names: [] },
  'a branch that moved is shown': { given: { before: new Map([...seen, ['third', 'z']]) }, names: ['third'] },
  'a branch that came is shown': {
    given: { before: new Map([...seen].filter(([name]) => name !== 'third')) },
    names: ['third'],
  },
  'a new branch without a commit of its own is not shown': {
    given: { before: new Map([...seen].filter(([name]) => name !== 'done')) },
    names: [],
  },
  'what GitHub has stays, also when it was merged meanwhile': {
    given: { before: seen, shown: new Set(['second', 'done']) },
    names: ['done', 'second'],
  },
  'what GitHub has and is gone is not invented': { given: { before: seen, shown: new Set(['gone']) }, names: [] },
};

for (const [sentence, { given, names }] of Object.entries(cases)) {
  test(sentence, () => {
    const selected = selectBranches({ ...world, ...given }).map(({ name }) => name);
    assert.deepEqual(selected, names);
  });
}
