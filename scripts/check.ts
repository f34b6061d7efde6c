import { spawnSync } from 'node:child_process';

/** What must hold before anything is run; each is a program of its own. */
const checks: readonly (readonly [name: string, command: string, ...rest: string[]])[] = [
  ['types', 'tsc'],
  ['lint', 'oxlint', '--type-aware', '--deny-warnings', 'src', 'test', 'scripts', 'dev'],
  ['format', 'oxfmt', '--check', 'src', 'test', 'scripts', 'dev'],
  ['unused code', 'knip'],
];

const failed = checks.filter(([name, command, ...rest]) => {
  const { status } = spawnSync(`node_modules/.bin/${command}`, rest, { stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  return status !== 0;
});
process.exit(failed.length === 0 ? 0 : 1);
