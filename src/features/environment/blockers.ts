import { firstThatHolds, type Rule } from '#lib/rule.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Namespace } from '#model/kubernetes/workload.ts';

/**
 * What holds a namespace that is being deleted: what went wrong comes before what is only waited for. The reasons are
 * Kubernetes' condition types (API reference, core/v1 NamespaceCondition), the texts those of its namespace controller
 * (1.37, `status_condition_utils.go`); its counts are left out, since a text must not change with them (law 6).
 */
export const blockersOfDeletion: readonly Rule<Stored<Namespace>>[] = [
  failure('NamespaceDeletionDiscoveryFailure'),
  failure('NamespaceDeletionGroupVersionParsingFailure'),
  {
    reason: 'NamespaceDeletionContentFailure',
    holds: (namespace) => problemsOf(messageOf(namespace, 'NamespaceDeletionContentFailure')),
  },
  {
    reason: 'NamespaceFinalizersRemaining',
    holds: (namespace) => listed('its content has finalizers', messageOf(namespace, 'NamespaceFinalizersRemaining')),
  },
  {
    reason: 'NamespaceContentRemaining',
    holds: (namespace) => listed('it still has', messageOf(namespace, 'NamespaceContentRemaining')),
  },
  {
    reason: 'Finalizers',
    holds: ({ metadata }) => metadata.finalizers && `it has the finalizers ${metadata.finalizers.join(', ')}`,
  },
];

/** What people read of an environment that is being deleted. */
export function deletionText(namespace: Stored<Namespace>): string {
  const blocker = firstThatHolds(blockersOfDeletion, namespace);
  return blocker ? `its namespace is being deleted: ${blocker.message}` : 'its namespace is being deleted';
}

function failure(reason: string): Rule<Stored<Namespace>> {
  return { reason, holds: (namespace) => messageOf(namespace, reason)?.replace(/, \d+ failing: /, ': ') };
}

/** That pods still end is said as if it were a failure: it is not, and what remains is said by the next conditions. */
function problemsOf(message: string | undefined): string | undefined {
  const problems = message
    ?.replace(/^Failed to delete all resource types, \d+ remaining: /, '')
    .split(', unexpected items')
    .filter((problem) => !/^(unexpected items)? ?still remain in namespace: /.test(problem));
  return problems && problems.length > 0 ? problems.join(', ') : undefined;
}

function messageOf({ status }: Stored<Namespace>, type: string): string | undefined {
  const condition = status?.conditions?.find((one) => one.type === type);
  return condition?.status === 'True' ? condition.message : undefined;
}

/** `Some resources are remaining: pods. has 2 resource instances` names `pods`. */
function listed(what: string, message: string | undefined): string | undefined {
  if (message === undefined) return undefined;
  const names = message.slice(message.indexOf(': ') + 2).replaceAll(/\.? (has|in) \d+ resource instances/g, '');
  return `${what} ${names}`;
}
