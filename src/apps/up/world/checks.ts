import type { NamesOfChecks } from '#emulation/github/checks-to-run.ts';
import type { GitHubHost } from '#emulation/github/host.ts';
import type { CheckRunner } from '#emulation/github/ports.ts';
import { runChecks } from '#emulation/github/run-checks.ts';
import type { Closing } from './closing.ts';

export interface ChecksOptions {
  readonly host: GitHubHost;
  readonly runner: CheckRunner;
  readonly namesOf: NamesOfChecks;
  readonly closing: Closing;
}

/** What GitHub Actions would do: runs the checks of every head. */
export function startChecks({ host, runner, namesOf, closing }: ChecksOptions): void {
  const running = runChecks({ host, runner, namesOf });
  closing.add('checks', () => running.stop());
}
