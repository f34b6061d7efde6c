import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { judgeChecks, type Check, type ChecksVerdict, type NamedChecks } from './checks.ts';

const named = (...names: readonly string[]): NamedChecks => ({ kind: 'named', names });
const passed = (name: string): Check => ({ name, state: 'passed' });
const failed = (name: string): Check => ({ name, state: 'failed' });
const pending = (name: string): Check => ({ name, state: 'pending' });

const cases: Record<string, { named: NamedChecks | undefined; checks: readonly Check[]; verdict: ChecksVerdict }> = {
  'nobody named a check': { named: undefined, checks: [passed('test')], verdict: { kind: 'unnamed' } },
  'none is wanted, and a failed one counts for nothing': {
    named: { kind: 'none' },
    checks: [failed('test')],
    verdict: { kind: 'passed' },
  },
  'every named check passed': {
    named: named('test', 'lint'),
    checks: [passed('test'), passed('lint')],
    verdict: { kind: 'passed' },
  },
  'an absent check is pending': { named: named('test'), checks: [], verdict: { kind: 'pending', pending: ['test'] } },
  'only what still runs is waited for': {
    named: named('test', 'lint', 'scan'),
    checks: [passed('test'), pending('lint')],
    verdict: { kind: 'pending', pending: ['lint', 'scan'] },
  },
  'one that failed outweighs those that still run': {
    named: named('test', 'lint'),
    checks: [pending('test'), failed('lint')],
    verdict: { kind: 'failed', failed: ['lint'] },
  },
  'a check that nobody named may fail': {
    named: named('test'),
    checks: [passed('test'), failed('flaky')],
    verdict: { kind: 'passed' },
  },
  'two apps report a check of one name: one failed': {
    named: named('test'),
    checks: [passed('test'), failed('test')],
    verdict: { kind: 'failed', failed: ['test'] },
  },
  'two apps report a check of one name: one still runs': {
    named: named('test'),
    checks: [passed('test'), pending('test')],
    verdict: { kind: 'pending', pending: ['test'] },
  },
  'a name in other letters is another check': {
    named: named('Test'),
    checks: [passed('test')],
    verdict: { kind: 'pending', pending: ['Test'] },
  },
  'our own status is never waited for': {
    named: named('test', 'dungeonmaster/preview/shop'),
    checks: [passed('test'), pending('dungeonmaster/preview/shop')],
    verdict: { kind: 'passed' },
  },
  'whoever names only our own status names none': {
    named: named('dungeonmaster/preview/shop'),
    checks: [passed('dungeonmaster/preview/shop')],
    verdict: { kind: 'unnamed' },
  },
};

for (const [sentence, { named: names, checks, verdict }] of Object.entries(cases)) {
  test(sentence, () => assert.deepEqual(judgeChecks(names, checks), verdict));
}
