import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { lookOf, takesColours } from './look.ts';

const terminal = { isTTY: true, columns: 80 };
const cases: Record<string, { takes: boolean; screen?: object; environment?: NodeJS.ProcessEnv }> = {
  'a terminal takes colours': { takes: true },
  'a pipe does not': { takes: false, screen: {} },
  'NO_COLOR is respected': { takes: false, environment: { NO_COLOR: '1' } },
  'an empty NO_COLOR is none': { takes: true, environment: { NO_COLOR: '' } },
  'a dumb terminal takes none': { takes: false, environment: { TERM: 'dumb' } },
};
for (const [sentence, { takes, screen = terminal, environment = {} }] of Object.entries(cases)) {
  test(sentence, () => {
    assert.equal(takesColours(screen, environment), takes);
    assert.equal(lookOf(screen, environment).paint('red', 'x') !== 'x', takes);
  });
}

test('lines are cut for terminals only', () => {
  assert.equal(lookOf(terminal, {}).columns, 80);
  assert.equal(lookOf({ columns: 80 }, {}).columns, undefined);
});
