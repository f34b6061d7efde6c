import type { Fact } from '#lib/rule.ts';
import { messageOf } from '#lib/coded-error.ts';
import type { DeliverPorts } from '#features/deliver/ports.ts';
import { gatherPreview } from '#features/deliver/preview/gather.ts';
import { planPreview } from '#features/deliver/preview/plan.ts';
import { gatherStage } from '#features/deliver/stage/gather.ts';
import { planStage } from '#features/deliver/stage/plan.ts';
import { GitHubError } from '#ports/github/errors.ts';
import { ImagesError } from '#ports/images.ts';
import { sleep, type Timers } from '#ports/timers.ts';
import { previewFacts, stageFacts } from './facts.ts';
import type { Target } from '#features/deliver/target.ts';

/** What would be decided now, from GitHub as it is. */
export type Present =
  | { readonly kind: 'asked'; readonly plan: string; readonly facts: readonly Fact[] }
  /** Nobody there to decide about. */
  | { readonly kind: 'noSuch'; readonly fact: Fact }
  | { readonly kind: 'away'; readonly code: string; readonly message: string }
  | { readonly kind: 'notAsked' };

export interface PresentOptions {
  /** Left out where this server has no access to GitHub. */
  readonly deliver?: DeliverPorts | undefined;
  readonly timers: Timers;
  readonly timeoutMs: number;
}

/** Reads GitHub and decides, and applies nothing. Throws `ObjectsError`: all else is part of the answer. */
export async function lookAtPresent(target: Target, { deliver, timers, timeoutMs }: PresentOptions): Promise<Present> {
  if (!deliver || target.kind === 'application') return { kind: 'notAsked' };
  const done = new AbortController();
  const message = `no answer within ${timeoutMs / 1000} seconds`;
  const late = sleep(timers, timeoutMs, done.signal).then((): Present => ({
    kind: 'away',
    code: 'Unavailable',
    message,
  }));
  try {
    return await Promise.race([decide(target, deliver), late]);
  } catch (error) {
    if (!(error instanceof GitHubError || error instanceof ImagesError)) throw error;
    return { kind: 'away', code: error.code, message: messageOf(error) };
  } finally {
    done.abort();
  }
}

type Delivered = Exclude<Target, { readonly kind: 'application' }>;

async function decide(target: Delivered, ports: DeliverPorts): Promise<Present> {
  const { application } = target;
  if (target.kind === 'stage') {
    const world = await gatherStage(ports, { application, stage: target.stage });
    const plan = planStage(world);
    return { kind: 'asked', plan: plan.kind, facts: stageFacts(world, plan) };
  }
  const { pullRequest } = target;
  if (!(await hasPullRequest(target, ports))) {
    const message = `GitHub shows no pull request ${pullRequest} in ${application.spec.repository.fullName}`;
    return { kind: 'noSuch', fact: { reason: 'NoSuchPullRequest', message } };
  }
  const world = await gatherPreview(ports, { application, pullRequest });
  const plan = planPreview(world);
  return { kind: 'asked', plan: plan.kind, facts: previewFacts(world, plan) };
}

async function hasPullRequest(
  { application, pullRequest }: Extract<Delivered, { readonly kind: 'preview' }>,
  { github }: DeliverPorts,
): Promise<boolean> {
  try {
    await github.pullRequests.get(application.spec.repository, pullRequest);
    return true;
  } catch (error) {
    if (error instanceof GitHubError && error.code === 'NotFound') return false;
    throw error;
  }
}
