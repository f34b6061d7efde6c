import { isOwnKind } from '#model/crd/own-kinds.ts';
import { kinds } from '#model/kinds.ts';
import type { WantedKind } from './openapi.ts';

/** Kinds that are used, or are about to be, and have no narrow type of their own. */
const more: readonly WantedKind[] = [
  { apiVersion: 'v1', kind: 'ResourceQuota' },
  { apiVersion: 'v1', kind: 'LimitRange' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
  { apiVersion: 'v1', kind: 'Secret' },
  { apiVersion: 'events.k8s.io/v1', kind: 'Event' },
  { apiVersion: 'v1', kind: 'Node' },
  { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
];

const narrow: readonly WantedKind[] = Object.entries(kinds)
  .filter(([kind]) => !isOwnKind(kind))
  .map(([kind, { apiVersion }]) => ({ apiVersion, kind }));

/** Each once, whether or not it has a narrow type. */
export const wantedKinds: readonly WantedKind[] = [
  ...narrow,
  ...more.filter(({ kind }) => !narrow.some((one) => one.kind === kind)),
];
