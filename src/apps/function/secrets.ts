import { CodedError } from '#lib/coded-error.ts';

/**
 * Without a secret anybody could wake us; with three, one that should be gone was forgotten.
 * Throws `CodedError` `WebhookSecretInvalid`.
 */
export function checkSecrets(secrets: readonly string[]): void {
  const wrong =
    secrets.length < 1 || secrets.length > 2
      ? `one or two are needed, not ${secrets.length}`
      : secrets.some((secret) => secret.trim() === '') && 'one of them is empty';
  if (!wrong) return;
  const next = "set the same secret as in the GitHub App's webhook settings; the second is for a rotation";
  throw new CodedError('WebhookSecretInvalid', `webhook secrets: ${wrong}`, { source: 'user', next });
}
