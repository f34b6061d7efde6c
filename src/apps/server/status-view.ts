import { conditionOf } from '#model/conditions.ts';
import type { Application, Environment } from '#model/environment.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { adviceFor } from './advice.ts';
import { conditionView, environmentView } from './environment-view.ts';
import type { ApplicationView, EnvironmentState, EnvironmentView, NoticeView, StatusView } from './views.ts';

/** Everything on one page: what there is, what is wrong, what waits. Pure. */
export function statusView(
  applications: readonly Stored<Application>[],
  environments: readonly Stored<Environment>[],
): StatusView {
  const views = byName(environments.map(environmentView));
  const inState = (state: EnvironmentState): readonly NoticeView[] =>
    views.filter((view) => view.state === state).map(noticeOf);
  return {
    applications: byName(applications.map((application) => applicationView(application, views))),
    environments: countStates(views),
    problems: [...applications.flatMap(wrongApplication), ...inState('Failed'), ...environments.flatMap(unreported)],
    waiting: inState('Waiting'),
  };
}

export const byName = <View extends { readonly name: string }>(views: readonly View[]): readonly View[] =>
  views.toSorted((left, right) => left.name.localeCompare(right.name, 'en', { numeric: true }));

function applicationView(
  { metadata, spec, status }: Stored<Application>,
  environments: readonly EnvironmentView[],
): ApplicationView {
  return {
    name: metadata.name,
    repository: spec.repository.fullName,
    path: spec.path,
    stages: status?.stages ?? [],
    environments: environments.filter(({ application }) => application === metadata.name).length,
    conditions: (status?.conditions ?? []).map(conditionView),
  };
}

function countStates(views: readonly EnvironmentView[]): StatusView['environments'] {
  const counts: { [State in EnvironmentState]?: number } = {};
  for (const { state } of views) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

const noticeOf = ({ name, reason, message }: EnvironmentView): NoticeView => ({
  kind: 'Environment',
  name,
  reason,
  message,
  next: adviceFor(reason),
});

function wrongApplication({ metadata: { name }, status }: Stored<Application>): readonly NoticeView[] {
  const ready = conditionOf(status?.conditions, 'Ready');
  if (ready?.status !== 'False') return [];
  const { reason, message } = ready;
  return [{ kind: 'Application', name, reason, message, next: adviceFor(reason) }];
}

function unreported({ metadata: { name }, status }: Stored<Environment>): readonly NoticeView[] {
  const reported = conditionOf(status?.conditions, 'Reported');
  if (reported?.status !== 'False') return [];
  const { reason, message } = reported;
  return [{ kind: 'Environment', name, reason, message: `GitHub was not told: ${message}`, next: adviceFor(reason) }];
}
