import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { kinOf } from './kin.ts';
import type { ProcessEntry } from './process-table.ts';

/** A process of the machine: alone in its group and session unless said otherwise. */
const entry = (id: number, said: Partial<ProcessEntry> = {}): ProcessEntry => ({
  id,
  startTime: `${id}0`,
  parent: 1,
  group: id,
  session: id,
  ended: false,
  ...said,
});

const stranger = entry(7);
const leader = entry(100);
const anchors = new Map([[100, '1000']]);

const cases: Record<string, { all: readonly ProcessEntry[]; ours: readonly number[]; anchors?: readonly number[] }> = {
  'an anchor that lives is ours, and nothing that is not of it': { all: [stranger, leader], ours: [100] },
  'children of children are ours, also in sessions of their own': {
    all: [leader, entry(101, { parent: 100 }), entry(102, { parent: 101 })],
    ours: [100, 101, 102],
  },
  'a child that comes before its parent in the list is found too': {
    all: [entry(50, { parent: 101 }), entry(101, { parent: 100 }), leader],
    ours: [50, 101, 100],
  },
  'who lost its parent is ours by the session': { all: [leader, entry(101, { session: 100 })], ours: [100, 101] },
  'what is left of a group whose leader has ended is ours': {
    all: [stranger, entry(101, { group: 100 })],
    ours: [101],
    anchors: [100, 101],
  },
  'an anchor of which nothing is left is forgotten': { all: [stranger], ours: [], anchors: [] },
  'a stranger that was given the number of an anchor is none of ours, nor are its children': {
    all: [entry(100, { startTime: '2000' }), entry(101, { parent: 100, group: 100, session: 100 })],
    ours: [],
    anchors: [],
  },
  'who has ended is not to be ended, but tells whose child another is': {
    all: [entry(100, { ended: true }), entry(101, { parent: 100 })],
    ours: [101],
    anchors: [100, 101],
  },
};

for (const [sentence, { all, ours, anchors: kept = ours }] of Object.entries(cases)) {
  test(sentence, () => {
    const kin = kinOf(all, anchors);
    assert.deepEqual(
      kin.processes.map(({ id }) => id),
      ours,
    );
    assert.deepEqual(new Set(kin.anchors.keys()), new Set(kept));
  });
}

test('who was seen as a child once stays ours when it has lost parent, group and session', () => {
  const seen = kinOf([leader, entry(101, { parent: 100 })], anchors);
  const daemon = entry(101);
  assert.deepEqual(kinOf([stranger, daemon], seen.anchors).processes, [daemon]);
});
