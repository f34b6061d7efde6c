import { z } from 'zod';
import { createDeploymentStatus, deploymentOf } from '#emulation/github/commands/deployments.ts';
import { repositoryById } from '#emulation/github/find.ts';
import { deploymentStates } from '#emulation/github/repository.ts';
import { deploymentStatusView } from '#emulation/github/views/deployment.ts';
import { authorOf, numberIn, reading, writing } from './access.ts';
import { readBody } from './body.ts';
import { pageOf } from './paging.ts';
import { ok } from './route.ts';

/** Newest first. */
export const listDeploymentStatuses = reading('deployments=read', (call) => {
  const { id } = deploymentOf(call.repository, numberIn(call, 'deployment_id'));
  const all = call.repository.deploymentStatuses.filter(({ deploymentId }) => deploymentId === id).toReversed();
  const { items, headers } = pageOf(call, all);
  return ok(
    items.map((status) => deploymentStatusView(call.state, call.repository, status)),
    headers,
  );
});

const newStatus = z.object({
  state: z.enum(deploymentStates),
  description: z.string().optional(),
  environment: z.string().optional(),
  environment_url: z.string().optional(),
  log_url: z.string().optional(),
  target_url: z.string().optional(),
  auto_inactive: z.boolean().optional(),
});

export const addDeploymentStatus = writing('deployments=write', (call) => {
  const body = readBody(newStatus, call.body);
  const parameters = {
    repository: call.repository.id,
    deployment: numberIn(call, 'deployment_id'),
    state: body.state,
    description: body.description,
    environment: body.environment,
    environmentUrl: body.environment_url,
    logUrl: body.log_url ?? body.target_url,
    autoInactive: body.auto_inactive,
    creator: authorOf(call),
  };
  const { change, status } = createDeploymentStatus(call.state, parameters, call.now);
  const view = deploymentStatusView(change.state, repositoryById(change.state, call.repository.id), status);
  return { status: 201, body: view, headers: { location: view.url }, change };
});
