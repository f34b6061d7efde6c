import { createUser } from './commands/accounts.ts';
import {
  createApp,
  deleteInstallation,
  installApp,
  replaceKey,
  setWebhook,
  suspendInstallation,
  unsuspendInstallation,
} from './commands/apps.ts';
import { deleteBranch, push } from './commands/branches.ts';
import { completeCheck, startCheck, updateCheck } from './commands/checks.ts';
import { createComment, editComment } from './commands/comments.ts';
import {
  createDeployment,
  createDeploymentStatus,
  deleteDeployment,
  type CreateDeploymentStatus,
} from './commands/deployments.ts';
import { mergePullRequest } from './commands/merge.ts';
import { closePullRequest, editPullRequest, openPullRequest, reopenPullRequest } from './commands/pull-requests.ts';
import {
  archiveRepository,
  createRepository,
  deleteRepository,
  protectBranch,
  setDefaultBranch,
} from './commands/repositories.ts';
import { createStatus } from './commands/statuses.ts';
import type { Change } from './change.ts';
import { deliver, type Step } from './deliver.ts';
import type { GitHubState } from './state.ts';

const commands = {
  createUser,
  createApp,
  setWebhook,
  replaceKey,
  installApp,
  suspendInstallation,
  unsuspendInstallation,
  deleteInstallation,
  createRepository,
  archiveRepository,
  protectBranch,
  setDefaultBranch,
  deleteRepository,
  push,
  deleteBranch,
  openPullRequest,
  editPullRequest,
  closePullRequest,
  reopenPullRequest,
  mergePullRequest,
  startCheck,
  updateCheck,
  completeCheck,
  createStatus,
  createDeployment,
  createDeploymentStatus: (state: GitHubState, parameters: CreateDeploymentStatus, now: number): Change =>
    createDeploymentStatus(state, parameters, now).change,
  deleteDeployment,
  createComment,
  editComment,
};
type Commands = typeof commands;
type CommandName = keyof Commands;

/** What somebody does on GitHub, as data: `{ kind: 'push', repository, ref, sha, commits, actor }`. */
export type Command = { [Name in CommandName]: { readonly kind: Name } & Parameters<Commands[Name]>[1] }[CommandName];

/** Carries out a command. Throws `Refusal` where GitHub would refuse; the given state is untouched either way. */
export function perform(state: GitHubState, { kind, ...parameters }: Command, now: number): Step {
  // Each entry of the table takes exactly the parameters that `Command` pairs with its name.
  const command = commands[kind] as (state: GitHubState, parameters: object, now: number) => Change;
  return deliver(command(state, parameters, now), now);
}
