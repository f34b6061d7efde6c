import { shortSha } from '#lib/text.ts';
import { conditionOf } from '#model/conditions.ts';
import type { Application, Environment } from '#model/environment.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { adviceFor } from '#apps/server/advice.ts';
import { deletionOf, environmentView, rolloutOf } from '#apps/server/environment-view.ts';
import type { CauseView, EnvironmentView, FactView, GitHubView, WhyView } from '#apps/server/views.ts';
import type { Present } from './present.ts';

/** Why an environment is as it is: what keeps the newest commit from starting, then what became of the one that runs. Pure. */
export function whyEnvironment(environment: Stored<Environment>, present: Present): WhyView {
  const view = environmentView(environment);
  const causes = [...githubCauses(environment, present), ...clusterCauses(environment)];
  return { ...conclude(view.name, answerFor(view, causes[0]), causes, present), environment: view };
}

/** Why there is no environment. Pure. */
export function whyNone(name: string, present: Present): WhyView {
  const causes = present.kind === 'asked' ? present.facts.map((fact) => causeOf('GitHub', fact)) : [];
  const [first] = causes;
  const answer = first ? `there is no environment: ${first.message}` : 'there is no environment';
  return conclude(name, answer, causes, present);
}

/** Whether a registration is well. Pure. */
export function whyApplication({ metadata: { name }, spec, status }: Stored<Application>): WhyView {
  const ready = conditionOf(status?.conditions, 'Ready');
  if (ready?.status === 'True') return conclude(name, ready.message, [], { kind: 'notAsked' });
  const message = `it was not compared with ${spec.repository.fullName} yet`;
  const cause = causeOf('cluster', ready ?? { reason: 'Progressing', message });
  return conclude(name, cause.message, [cause], { kind: 'notAsked' });
}

/** Of an environment that nobody feeds any more. */
export const notRegistered = ({ spec }: Environment): Present => ({
  kind: 'noSuch',
  fact: { reason: 'NotRegistered', message: `the application ${spec.application} is not registered` },
});

function githubCauses({ spec }: Environment, present: Present): readonly CauseView[] {
  switch (present.kind) {
    case 'asked':
      return present.facts.map((fact) => causeOf('GitHub', fact));
    case 'noSuch':
      return [causeOf('GitHub', present.fact)];
    case 'away':
    case 'notAsked':
      return spec.waiting ? [causeOf('cluster', spec.waiting)] : [];
  }
}

function clusterCauses(environment: Stored<Environment>): readonly CauseView[] {
  const isDeleted = environment.metadata.deletionTimestamp !== undefined;
  const rollout = isDeleted ? deletionOf(environment) : rolloutOf(environment);
  const reported = conditionOf(environment.status?.conditions, 'Reported');
  return [
    ...(rollout ? [causeOf('cluster', rollout)] : []),
    ...(reported?.status === 'False' ? [causeOf('cluster', reported)] : []),
  ];
}

const causeOf = (source: CauseView['source'], { reason, message }: FactView): CauseView => ({
  source,
  reason,
  message,
  next: adviceFor(reason),
});

function answerFor(view: EnvironmentView, cause: CauseView | undefined): string {
  const { running, head, state, message } = view;
  const because = cause?.message ?? (state === 'Running' ? undefined : message);
  if (running === undefined) return because === undefined ? 'nothing runs yet' : `nothing runs: ${because}`;
  const runs = `commit ${shortSha(running)} runs${askedBy(view)}`;
  if (running === head) return because === undefined ? `${runs}, the newest` : `${runs}, the newest; ${because}`;
  return `${runs}, and not the newest, ${shortSha(head)}: ${because ?? 'it was accepted, and takes over soon'}`;
}

/** Who had the commit that runs started anew. */
function askedBy({ asked, wanted, running }: EnvironmentView): string {
  if (!asked || wanted !== running) return '';
  return ` (redeployed by ${asked.by}${asked.why === '' ? '' : `: ${asked.why}`})`;
}

function conclude(name: string, answer: string, causes: readonly CauseView[], present: Present): WhyView {
  const [first] = causes;
  return { name, answer, causes, ...(first && { next: first.next }), github: githubView(present) };
}

function githubView(present: Present): GitHubView {
  switch (present.kind) {
    case 'asked':
      return { kind: 'asked', plan: present.plan, message: 'GitHub was asked just now' };
    case 'noSuch':
      return { kind: 'asked', plan: 'nothing', message: present.fact.message };
    case 'away': {
      const { code, message } = present;
      const next = adviceFor(code === 'Unavailable' ? 'GitHubUnavailable' : code);
      return { kind: 'away', code, message, next };
    }
    case 'notAsked':
      return { kind: 'notAsked' };
  }
}
