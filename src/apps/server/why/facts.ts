import type { Fact } from '#lib/rule.ts';
import { shortSha } from '#lib/text.ts';
import type { Environment, EnvironmentSpec } from '#model/environment.ts';
import type { DeliveryPlan } from '#features/deliver/delivery.ts';
import type { FileSeen } from '#features/deliver/commit/gather.ts';
import type { PreviewWorld } from '#features/deliver/preview/gather.ts';
import type { PreviewPlan } from '#features/deliver/preview/plan.ts';
import type { StageWorld } from '#features/deliver/stage/gather.ts';
import type { StagePlan } from '#features/deliver/stage/plan.ts';
import type { RefusalReason } from '#model/reasons.ts';
import type { PresentReason } from '#apps/server/advice.ts';

/** Why a pull request's newest commit does not run, as a plan tells; the file on the base branch first. Pure. */
export function previewFacts({ environment, head }: PreviewWorld, plan: PreviewPlan): readonly Fact[] {
  if (plan.kind === 'delete') return whyItGoes(plan);
  const rests = plan.kind === 'nothing' || plan.kind === 'closeRecord';
  if (!head && rests) return [present('Closed', plan.why)];
  const missing = head ? missingFile(head.base.file, head.base.branch) : [];
  return [...missing, ...(rests ? waitingOf(environment?.spec) : changeFacts(environment, plan))];
}

/** Why a branch's newest commit does not run in a stage. Pure. */
export function stageFacts(world: StageWorld, plan: StagePlan): readonly Fact[] {
  const { environment, file, stage, name, branch } = world;
  if (plan.kind === 'delete') return whyItGoes(plan);
  const missing = missingFile(file, branch);
  if (plan.kind !== 'nothing' && plan.kind !== 'closeRecord') return [...missing, ...changeFacts(environment, plan)];
  if (stage) return waitingOf(environment?.spec);
  return missing.length > 0 ? missing : [present('NoSuchStage', `${file.path} names no stage ${name}: ${plan.why}`)];
}

const whyItGoes = ({ proof, spec }: Extract<DeliveryPlan, { readonly kind: 'delete' }>): readonly Fact[] =>
  spec ? waitingOf(spec) : [present('Closed', proof)];

type Change =
  | { readonly kind: 'discard' | 'stop'; readonly because: Fact }
  | { readonly kind: 'record'; readonly why: string }
  | { readonly kind: 'write'; readonly spec: EnvironmentSpec };

function changeFacts(environment: Environment | undefined, plan: Change): readonly Fact[] {
  switch (plan.kind) {
    case 'discard':
    case 'stop':
      return [plan.because];
    case 'record':
      return [present('AboutToChange', `${plan.why}: it is about to start`)];
    case 'write': {
      const { revision } = plan.spec;
      const isNew = revision !== undefined && revision.deploymentId !== environment?.spec.revision?.deploymentId;
      const starting = isNew ? [present('AboutToChange', `commit ${shortSha(revision.sha)} is about to start`)] : [];
      return [...waitingOf(plan.spec), ...starting];
    }
  }
}

const missingFile = (file: FileSeen, branch: string): readonly Fact[] =>
  file.kind === 'missing' ? [{ reason: 'FileMissing', message: `there is no ${file.path} on branch ${branch}` }] : [];

const waitingOf = (spec: EnvironmentSpec | undefined): readonly Fact[] => (spec?.waiting ? [spec.waiting] : []);

const present = (reason: PresentReason | RefusalReason, message: string): Fact => ({ reason, message });
