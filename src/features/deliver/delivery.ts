import type { Fact } from '#lib/rule.ts';
import type { Application, Environment, EnvironmentSpec } from '#model/environment.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { DiscardReason, StopReason } from '#model/reasons.ts';
import type { Start } from './commit/plan.ts';
import type { RecordsWorld } from './record/gather.ts';
import type { CloseRecord } from './record/plan.ts';

/** What previews and stages have in common: whose they are, how they stand, and what was recorded. */
export interface DeliveryWorld {
  readonly application: Stored<Application>;
  /** As it stands: for preconditions, and for what was seen of GitHub before. */
  readonly environment: Stored<Environment> | undefined;
  readonly records: RecordsWorld;
}

/** What can be done about a preview or a stage. */
export type DeliveryPlan<Spec extends EnvironmentSpec = EnvironmentSpec> =
  /** Something newer is known: read again soon, write nothing. */
  | { readonly kind: 'discard'; readonly because: Fact<DiscardReason> }
  /**
   * Record a commit on GitHub and write `spec` with the record's id: as soon as the record is opened, or when GitHub has
   * been read once more and shows that it counts (docs/adr/0021).
   */
  | {
      readonly kind: 'record';
      readonly start: Start;
      readonly why: string;
      readonly spec: Spec;
      readonly startsWhen: 'opened' | 'confirmed';
    }
  | { readonly kind: 'write'; readonly spec: Spec }
  /**
   * There is proof that it shall go (law 2): its pull request was read as closed, or a person's deletion is recorded.
   * `spec` says why in the latter case, for the last words about it; `close` is the record of the deletion, which deploys
   * nothing.
   */
  | { readonly kind: 'delete'; readonly proof: string; readonly spec?: Spec; readonly close?: CloseRecord | undefined }
  /** An attempt that nothing stands for any more was left open: by a crash, or by a second writer. */
  | CloseRecord
  | { readonly kind: 'nothing'; readonly why: string }
  /** Nothing can be done until something changes. */
  | { readonly kind: 'stop'; readonly because: Fact<StopReason> };
