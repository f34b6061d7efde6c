import type { GitHubByUse } from './by-use.ts';
import type { GitHub } from './github.ts';

/** The same port for every use, where nothing is rationed. */
export const forEveryUse = (github: GitHub): GitHubByUse => ({
  report: github,
  push: github,
  resync: github,
  close: () => undefined,
});
