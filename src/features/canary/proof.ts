import type { Stored } from '#model/kubernetes/meta.ts';
import type { Namespace } from '#model/kubernetes/workload.ts';
import type { Clock } from '#ports/clock.ts';
import type { Isolation, PolicyEnforcement } from '#ports/isolation.ts';
import type { ObjectReader } from '#ports/objects/objects.ts';
import { AT_ANNOTATION, CANARY_LABEL, CANARY_NAMESPACE, PROOF_ANNOTATION, WHY_ANNOTATION } from './render.ts';

/** What was found out, and when; kept on the canary's namespace. */
export interface Proof {
  readonly result: PolicyEnforcement;
  readonly why: string;
  /** ISO 8601. */
  readonly at: string;
}

/** A proof that nobody renewed for so long proves nothing any more: its network may be another one. */
const VALID_MS = 24 * 60 * 60_000;

export const isOurs = ({ metadata }: Stored<Namespace>): boolean => metadata.labels?.[CANARY_LABEL] !== undefined;

/** What its annotations say; undefined where they say nothing that we would write. */
export function proofOn(namespace: Stored<Namespace> | undefined): Proof | undefined {
  if (!namespace || !isOurs(namespace)) return undefined;
  const {
    [PROOF_ANNOTATION]: result,
    [WHY_ANNOTATION]: why = '',
    [AT_ANNOTATION]: at = '',
  } = {
    ...namespace.metadata.annotations,
  };
  if (result !== 'enforced' && result !== 'notEnforced' && result !== 'unknown') return undefined;
  return Number.isNaN(Date.parse(at)) ? undefined : { result, why, at };
}

/** What the canary of this cluster found out. */
export const isolationIn = (reader: Pick<ObjectReader, 'get'>, clock: Clock): Isolation => ({
  async enforcesPolicies() {
    try {
      const proof = proofOn(await reader.get('Namespace', { name: CANARY_NAMESPACE }));
      return proof && clock.now() - Date.parse(proof.at) < VALID_MS ? proof.result : 'unknown';
    } catch {
      return 'unknown';
    }
  },
});
