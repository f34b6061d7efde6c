import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { browserOf } from './browser.ts';

const cases: Record<
  string,
  { environment: NodeJS.ProcessEnv; platform?: NodeJS.Platform; program: string | undefined }
> = {
  'the program that the user names': { environment: { BROWSER: 'firefox', DISPLAY: ':0' }, program: 'firefox' },
  'it is taken without a display too': { environment: { BROWSER: 'w3m' }, program: 'w3m' },
  'the desktop of X11': { environment: { DISPLAY: ':0' }, program: 'xdg-open' },
  'the desktop of Wayland': { environment: { WAYLAND_DISPLAY: 'wayland-0' }, program: 'xdg-open' },
  'a Mac': { environment: {}, platform: 'darwin', program: 'open' },
  'a machine without a display': { environment: {}, program: undefined },
  'empty variables are none': { environment: { BROWSER: '', DISPLAY: '' }, program: undefined },
};
for (const [sentence, { environment, platform = 'linux', program }] of Object.entries(cases)) {
  test(sentence, () => assert.equal(browserOf({ environment, platform }), program));
}
