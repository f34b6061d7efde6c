import { z } from 'zod';
import { noAnswer, type Answer, type Exchange } from '#adapters/registry/exchange.ts';
import { jsonOf } from '#adapters/registry/json.ts';
import type { Clock } from '#ports/clock.ts';
import { ImagesError } from '#ports/images.ts';
import type { EcrRegistry } from './ecr-registry.ts';
import type { AwsIdentity } from './identity.ts';

/** What ECR takes as user and password, and until when. */
export interface AuthorizationToken {
  readonly username: string;
  readonly password: string;
  readonly expiresAtMs: number;
}

export interface EcrApi {
  readonly exchange: Exchange;
  readonly identity: AwsIdentity;
  readonly clock: Clock;
}

const authorizationData = z.object({ authorizationToken: z.base64(), expiresAt: z.number() });
const tokenBody = z.object({ authorizationData: z.array(authorizationData).min(1) });

const TARGET = 'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken';

/**
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html, without the deprecated
 * registry ids. Throws `ImagesError`.
 */
export async function getAuthorizationToken(
  { region, api }: EcrRegistry,
  { exchange, identity, clock }: EcrApi,
  signal: AbortSignal,
): Promise<AuthorizationToken> {
  const keys = await Promise.race([identity(), aborted(signal)]);
  const content = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': TARGET };
  const call = { service: 'ecr', region, url: api, headers: content, body: '{}' };
  // Loaded here, with the SDK's signer: who uses no registry of ECR pays nothing for it.
  const { signed } = await import('./signed.ts');
  const { host: _setByFetch, ...headers } = await signed(call, keys, clock.now());
  const answer = await exchange({ method: 'POST', url: api, headers, body: call.body }, signal);
  if (answer.status !== 200) throw refusalOf(answer, api);
  return tokenIn(answer, api);
}

function tokenIn({ body }: Answer, api: URL): AuthorizationToken {
  const [data] = tokenBody.safeParse(jsonOf(body)).data?.authorizationData ?? [];
  const decoded = Buffer.from(data?.authorizationToken ?? '', 'base64').toString();
  const [, username, password] = /^([^:]+):(.+)$/s.exec(decoded) ?? [];
  if (!data || !username || !password) throw noAnswer(api, 'what it sent holds no token');
  return { username, password, expiresAtMs: data.expiresAt * 1000 };
}

/** What says that it is our fault, or our role's; any other word could be an echo of ours. */
const refusals = [
  'AccessDeniedException',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'OptInRequired',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
] as const;
/** `com.amazonaws.ecr#ServerException`, or the word alone. */
const errorBody = z
  .object({ __type: z.string() })
  .transform((body) => body['__type'].replace(/^.*#/, ''))
  .pipe(z.enum(refusals));

function refusalOf({ status, body }: Answer, api: URL): ImagesError {
  const word = errorBody.safeParse(jsonOf(body)).data;
  const message = `${api.host}: GetAuthorizationToken: ${status}${word ? ` ${word}` : ''}`;
  const isRefused = word !== undefined || status === 401 || status === 403;
  if (!isRefused) return new ImagesError('Unavailable', message, { source: 'system' });
  return new ImagesError('Forbidden', message, {
    source: 'user',
    next: 'allow our AWS role ecr:GetAuthorizationToken',
  });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const late = () =>
      reject(new ImagesError('Unavailable', 'AWS: our role cannot be assumed in time', { source: 'system' }));
    signal.addEventListener('abort', late, { once: true });
    if (signal.aborted) late();
  });
}
