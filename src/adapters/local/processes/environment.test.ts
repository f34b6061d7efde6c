import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { allowedEnvironment } from './environment.ts';

test('of our environment, only what is on the list goes on', () => {
  const all = { PATH: '/bin', HOME: '/home/ada', LANG: 'C', GITHUB_TOKEN: 'x', AWS_PROFILE: 'y', NODE_OPTIONS: '-r z' };
  assert.deepEqual(allowedEnvironment(all, '/node/bin'), { PATH: '/node/bin:/bin', HOME: '/home/ada', LANG: 'C' });
});

test('there is a PATH even when we have none', () => {
  assert.match(allowedEnvironment({}, '/node/bin')['PATH'] ?? '', /^\/node\/bin:.*\/bin/);
});
