import { kinds, type Kind } from '#model/kinds.ts';
import type { Condition } from '#model/kubernetes/meta.ts';
import type { Document } from './document.ts';

type Verdict = Pick<Condition, 'status' | 'reason' | 'message'>;

/** What the namespace controller says when all is well, in its order (kube-controller-manager 1.37). */
const well: Readonly<Record<string, Verdict>> = {
  NamespaceDeletionDiscoveryFailure: no('ResourcesDiscovered', 'All resources successfully discovered'),
  NamespaceDeletionGroupVersionParsingFailure: no('ParsedGroupVersions', 'All legacy kube types successfully parsed'),
  NamespaceDeletionContentFailure: no(
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  ),
  NamespaceContentRemaining: no('ContentRemoved', 'All content successfully removed'),
  NamespaceFinalizersRemaining: no('ContentHasNoFinalizers', 'All content-preserving finalizers finished'),
};

function no(reason: string, message: string): Verdict {
  return { status: 'False', reason, message };
}

/** What is still in a namespace, of every kind. */
export type Content = readonly { readonly kind: Kind; readonly document: Document }[];

/**
 * The conditions of a namespace that is being deleted: what holds it.
 * @param now RFC 3339
 */
export function namespaceConditions(content: Content, before: readonly Condition[], now: string): readonly Condition[] {
  const remaining = remainingOf(content);
  return Object.entries(well).map(([type, verdict]) => {
    const next = remaining[type] ?? verdict;
    const old = before.find((condition) => condition.type === type);
    const lastTransitionTime = old?.status === next.status ? old.lastTransitionTime : now;
    return { type, ...next, lastTransitionTime };
  });
}

function remainingOf(content: Content): Readonly<Record<string, Verdict>> {
  if (content.length === 0) return {};
  const resources = countsOf(
    content.map(({ kind }) => groupResourceOf(kind)),
    'has',
  );
  const finalizers = countsOf(
    content.flatMap(({ document }) => document.metadata.finalizers ?? []),
    'in',
  );
  return {
    NamespaceContentRemaining: {
      status: 'True',
      reason: 'SomeResourcesRemain',
      message: `Some resources are remaining: ${resources}`,
    },
    ...(finalizers !== '' && {
      NamespaceFinalizersRemaining: {
        status: 'True',
        reason: 'SomeFinalizersRemain',
        message: `Some content in the namespace has finalizers remaining: ${finalizers}`,
      },
    }),
  };
}

function countsOf(names: readonly string[], verb: 'has' | 'in'): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const texts = [...counts].map(([name, count]) => `${name} ${verb} ${count} resource instances`);
  return texts.toSorted().join(', ');
}

/** The controller writes the dot also where the group is the empty one: `pods.`. */
function groupResourceOf(kind: Kind): string {
  const { plural, apiVersion } = kinds[kind];
  return `${plural}.${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}`;
}
