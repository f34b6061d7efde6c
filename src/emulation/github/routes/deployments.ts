import { z } from 'zod';
import { contains } from '#emulation/github/ancestry.ts';
import { createDeployment, deleteDeployment, deploymentOf } from '#emulation/github/commands/deployments.ts';
import { commitAt, repositoryById } from '#emulation/github/find.ts';
import { Refusal } from '#emulation/github/refusal.ts';
import { own, type Repository } from '#emulation/github/repository.ts';
import { deploymentView } from '#emulation/github/views/deployment.ts';
import { newestStatuses } from '#emulation/github/views/status.ts';
import { authorOf, numberIn, reading, writing } from './access.ts';
import { readBody } from './body.ts';
import { pageOf } from './paging.ts';
import { ok } from './route.ts';

/** Newest first. */
export const listDeployments = reading('deployments=read', (call) => {
  const { state, repository, query } = call;
  const filters = (['sha', 'ref', 'task', 'environment'] as const).flatMap((field) => {
    const wanted = own(query, field);
    return wanted === undefined || wanted === 'none' ? [] : [[field, wanted] as const];
  });
  const found = repository.deployments
    .filter((deployment) => filters.every(([field, wanted]) => deployment[field] === wanted))
    .toReversed();
  const { items, headers } = pageOf(call, found);
  return ok(
    items.map((deployment) => deploymentView(state, repository, deployment)),
    headers,
  );
});

export const getDeployment = reading('deployments=read', (call) => {
  const deployment = deploymentOf(call.repository, numberIn(call, 'deployment_id'));
  return ok(deploymentView(call.state, call.repository, deployment));
});

const newDeployment = z.object({
  ref: z.string(),
  task: z.string().default('deploy'),
  auto_merge: z.boolean().default(true),
  required_contexts: z.array(z.string()).optional(),
  payload: z.union([z.record(z.string(), z.unknown()), z.string()]).default({}),
  environment: z.string().default('production'),
  description: z.string().nullable().default(''),
  transient_environment: z.boolean().default(false),
  production_environment: z.boolean().optional(),
});

export const addDeployment = writing('deployments=write', (call) => {
  const body = readBody(newDeployment, call.body);
  const commit = commitAt(call.repository, body.ref);
  if (!commit) throw new Refusal(422, `No ref found for: ${body.ref}`);
  if (body.auto_merge) assertNotBehind(call.repository, body.ref, commit.sha);
  assertContexts(call.repository, body.ref, commit.sha, body.required_contexts);
  const { ref, task, environment, payload, description, transient_environment: transient } = body;
  const production = body.production_environment ?? environment === 'production';
  const fields = { ref, sha: commit.sha, task, environment, payload, description, transient, production };
  const change = createDeployment(
    call.state,
    { ...fields, repository: call.repository.id, creator: authorOf(call) },
    call.now,
  );
  const repository = repositoryById(change.state, call.repository.id);
  const created = repository.deployments.at(-1);
  return { status: 201, body: created && deploymentView(change.state, repository, created), change };
});

export const removeDeployment = writing('deployments=write', (call) => {
  const deployment = numberIn(call, 'deployment_id');
  return {
    status: 204,
    body: undefined,
    change: deleteDeployment(call.state, { repository: call.repository.id, deployment }),
  };
});

/** GitHub would merge the default branch into the ref; that is not played, and refused as if it had conflicts. */
function assertNotBehind({ commits, branches, defaultBranch }: Repository, ref: string, sha: string): void {
  const head = own(branches, defaultBranch);
  if (head === undefined || contains(commits, sha, head)) return;
  throw new Refusal(409, `Conflict merging ${defaultBranch} into ${ref}.`);
}

/** Those named, or all that there are. */
function assertContexts(repository: Repository, ref: string, sha: string, named?: readonly string[]): void {
  const statuses = newestStatuses(repository, sha);
  const passed = new Set(statuses.filter(({ state }) => state === 'success').map(({ context }) => context));
  const contexts = named ?? statuses.map(({ context }) => context);
  if (contexts.some((context) => !passed.has(context))) {
    throw new Refusal(409, `Conflict: Commit status checks failed for ${ref}.`);
  }
}
