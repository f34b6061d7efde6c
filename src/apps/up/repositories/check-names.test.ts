import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { Play } from '#emulation/github/github.testing.ts';
import { parseApplicationFile } from '#model/application-file.ts';
import type { FileAtCommit } from './application-files.ts';
import { CheckNames, standingOf } from './check-names.ts';
import { hostAfter } from './emulated-host.testing.ts';

const text = (spec: string) =>
  `apiVersion: dungeonmaster.dev/v1alpha1\nkind: Application\nmetadata: {name: shop}\nspec: ${spec}\n`;

/** A file of this spec; the test is that of the file, or what else says one. */
const file = (spec: string, command?: string): Pick<FileAtCommit, 'parsed' | 'test'> => ({
  parsed: parseApplicationFile(text(spec)),
  test: command,
});

const none = { names: [], required: [] };
const byDefault = { names: ['test'], required: ['test'] };
const cases: Record<string, { given: ReturnType<typeof file>; standing: ReturnType<typeof standingOf> }> = {
  'checks that the file names are run, and the file itself requires them': {
    given: file('{checks: [unit, lint]}', 'npm test'),
    standing: { names: ['unit', 'lint'], required: [] },
  },
  'checks that the file names are run and fail where nothing says how': {
    given: file('{checks: [unit]}'),
    standing: { names: ['unit'], required: [] },
  },
  'where the file names none, the command is the check "test", which GitHub requires': {
    given: file('{}', 'npm test'),
    standing: byDefault,
  },
  'without a command there is no check': { given: file('{}'), standing: none },
  'no check runs where the file wants none': { given: file('{checks: none}', 'npm test'), standing: none },
  'a file that cannot be understood stops no check': { given: file('{chekcs: none}', 'npm test'), standing: byDefault },
};
for (const [sentence, { given, standing }] of Object.entries(cases)) {
  test(sentence, () => assert.deepEqual(standingOf(given), standing));
}

function setUp() {
  const play = new Play();
  const host = hostAfter(play);
  const changes: unknown[] = [];
  const required = () => host.state.repositories[0]?.requiredContexts;
  host.onChange(() => changes.push(required()));
  return { names: new CheckNames(host), id: play.id, changes, required };
}

test('the base branch is protected by what is required, and only when that changes', () => {
  const { names, id, changes } = setUp();
  const [one, other] = [file('{}', 'make check'), file('{checks: [unit]}', 'make check')];
  names.set(id, 'main', one);
  names.set(id, 'main', one);
  assert.deepEqual(changes, [{ main: ['test'] }]);
  assert.deepEqual(names.of(id), ['test']);
  names.set(id, 'main', other);
  names.set(id, 'main', other);
  assert.deepEqual(changes, [{ main: ['test'] }, { main: [] }]);
  assert.deepEqual(names.of(id), ['unit']);
});

test('a branch that needs no check is not protected at all', () => {
  const { names, id, changes } = setUp();
  names.set(id, 'main', file('{}'));
  assert.deepEqual([changes, names.of(id)], [[], []]);
});

test('a repository that nobody has told about has no checks', () => assert.deepEqual(setUp().names.of(99), []));

test('a base branch may have the name of what every object has', () => {
  const { names, id, required } = setUp();
  names.set(id, 'constructor', file('{}', 'make check'));
  assert.deepEqual(required(), { constructor: ['test'] });
});
