import { ImagesError } from '#ports/images.ts';

/** Keys of an AWS principal. Never printed. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Our own AWS principal: its keys, good at the moment. */
export type AwsIdentity = () => Promise<AwsKeys>;

/**
 * The SDK's default chain: environment variables, the shared files, IRSA (`AWS_WEB_IDENTITY_TOKEN_FILE` with
 * `AWS_ROLE_ARN`), EKS Pod Identity (`AWS_CONTAINER_CREDENTIALS_FULL_URI`), instance metadata. It renews what expires.
 * It is loaded when it is first needed: who uses no AWS pays nothing for it.
 */
export function createAwsIdentity(): AwsIdentity {
  let provider: Promise<AwsIdentity> | undefined;
  return async () => {
    provider ??= import('@aws-sdk/credential-provider-node').then(({ defaultProvider }) => defaultProvider());
    try {
      return await (
        await provider
      )();
    } catch (error) {
      throw withoutKeys(error);
    }
  };
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
const refusals = new Set(['AccessDenied', 'ExpiredToken', 'IDPRejectedClaim', 'InvalidIdentityToken']);
const NO_KEYS = 'CredentialsProviderError';

/** The SDK's message may quote what it read, so only the name of the error is kept, and only one that is known. */
function withoutKeys(error: unknown): ImagesError {
  const name = error instanceof Error ? error.name : '';
  if (name === NO_KEYS) {
    return new ImagesError('Forbidden', 'AWS: we have no role', {
      source: 'user',
      next: "give the controller's service account an IAM role (EKS Pod Identity or IRSA)",
    });
  }
  const refusal = name.replace(/Exception$/, '');
  if (refusals.has(refusal)) {
    return new ImagesError('Forbidden', `AWS: our role cannot be assumed: ${refusal}`, {
      source: 'user',
      next: "let the role's trust policy name the controller's namespace and service account",
    });
  }
  return new ImagesError('Unavailable', 'AWS: our role cannot be assumed at the moment', { source: 'system' });
}
