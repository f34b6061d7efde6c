import { CodedError } from '#lib/coded-error.ts';
import { ObjectsError } from '#ports/objects/errors.ts';

/** What a person is told when their cluster does not do as it is asked; other errors stay as they are. */
export function unusable(context: string, error: unknown): unknown {
  if (!(error instanceof ObjectsError)) return error;
  const { code, message, next, source } = error;
  const advice = code === 'Unavailable' ? `see whether it answers: kubectl --context ${context} get nodes` : next;
  return new CodedError('ClusterUnusable', `context ${context}: ${message}`, { source, next: advice, cause: error });
}
