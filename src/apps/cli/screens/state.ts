import type { EnvironmentState, EnvironmentView } from '#apps/server/views.ts';
import { shortSha } from '#lib/text.ts';
import type { Style } from '#apps/cli/terminal/look.ts';
import type { Cell } from '#apps/cli/terminal/table.ts';

const styles: Readonly<Record<EnvironmentState, Style>> = {
  Running: 'green',
  Progressing: 'cyan',
  Waiting: 'yellow',
  Failed: 'red',
  Deleting: 'dim',
  Nothing: 'dim',
};

export const stateCell = (state: EnvironmentState): Cell => ({ text: state, style: styles[state] });

/** `commit 1a2b3c4`, as a revision is called on every screen. */
export const commit = (sha: string | undefined): string => (sha === undefined ? '-' : `commit ${shortSha(sha)}`);

/** What an environment is of. */
export const originOf = ({ pullRequest, stage }: EnvironmentView): string =>
  pullRequest ? `pull request ${pullRequest.number}` : `branch ${stage?.branch ?? '-'}`;
