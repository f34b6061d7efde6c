import type { Credential, CredentialSource } from '#adapters/registry/credentials.ts';
import { createExchange, type Fetch } from '#adapters/registry/exchange.ts';
import { plainHosts } from '#adapters/registry/plain-hosts.ts';
import type { Clock } from '#ports/clock.ts';
import { getAuthorizationToken, type AuthorizationToken, type EcrApi } from './authorization-token.ts';
import { ecrRegistryOf, type EcrRegistry } from './ecr-registry.ts';
import type { AwsIdentity } from './identity.ts';

export interface EcrCredentialsOptions {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly identity: AwsIdentity;
  /** For our role and the token together; default 15 seconds. */
  readonly timeoutMs?: number;
  /** Where ECR answers instead of at its public address, such as an interface endpoint of a VPC. */
  readonly endpoint?: URL;
}

interface Held {
  readonly token: AuthorizationToken;
  readonly sinceMs: number;
  /** When to ask for the next one. */
  renewAtMs: number;
}

const TIMEOUT_MS = 15_000;
const MOST_BYTES = 1024 * 1024;
/** A renewal that failed, or a token that was refused, is not followed by another one for so long. */
const PATIENCE_MS = 60_000;

/**
 * The credentials of ECR's private registries, got with our own AWS role. A token lives for 12 hours; it is renewed after
 * half of its life, so that AWS may be away for hours before anybody notices.
 */
export function createEcrCredentials(options: EcrCredentialsOptions): CredentialSource {
  const { fetch, clock, identity, timeoutMs = TIMEOUT_MS, endpoint } = options;
  const isPlain = plainHosts();
  const exchange = createExchange({ fetch, isPlain, timeoutMs, mostBytes: MOST_BYTES });
  const tokens = new EcrTokens({ exchange, identity, clock }, timeoutMs);
  const registryAt = (registry: string): EcrRegistry | undefined => {
    const found = ecrRegistryOf(registry);
    return found && endpoint ? { ...found, api: endpoint } : found;
  };
  return {
    async credentialsFor({ registry }) {
      const found = registryAt(registry);
      return found === undefined ? [] : [credentialOf(await tokens.tokenFor(found))];
    },
    refused({ registry }) {
      const found = registryAt(registry);
      if (found) tokens.refused(found);
    },
    adviceFor: ({ registry, path }) => (ecrRegistryOf(registry) === undefined ? undefined : adviceOn(path)),
  };
}

const credentialOf = ({ username, password }: AuthorizationToken): Credential => ({
  kind: 'password',
  username,
  password,
});

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html */
const adviceOn = (repository: string): string =>
  `allow our AWS role ecr:BatchGetImage and ecr:GetDownloadUrlForLayer on ${repository}; in another account its repository policy has to allow it, too`;

/** One token for each place that gives them out, asked for once at a time. */
class EcrTokens {
  readonly #api: EcrApi;
  readonly #timeoutMs: number;
  readonly #held = new Map<string, Held>();
  readonly #running = new Map<string, Promise<AuthorizationToken>>();

  constructor(api: EcrApi, timeoutMs: number) {
    this.#api = api;
    this.#timeoutMs = timeoutMs;
  }

  async tokenFor(registry: EcrRegistry): Promise<AuthorizationToken> {
    const key = keyOf(registry);
    const held = this.#held.get(key);
    const now = this.#api.clock.now();
    if (held && now < held.renewAtMs) return held.token;
    try {
      return await this.#renewed(key, registry);
    } catch (error) {
      if (held === undefined || held.token.expiresAtMs - PATIENCE_MS < now) throw error;
      held.renewAtMs = now + PATIENCE_MS;
      return held.token;
    }
  }

  refused(registry: EcrRegistry): void {
    const key = keyOf(registry);
    const held = this.#held.get(key);
    if (held && this.#api.clock.now() - held.sinceMs >= PATIENCE_MS) this.#held.delete(key);
  }

  #renewed(key: string, registry: EcrRegistry): Promise<AuthorizationToken> {
    const running = this.#running.get(key);
    if (running) return running;
    const renewed = this.#renew(key, registry).finally(() => this.#running.delete(key));
    this.#running.set(key, renewed);
    return renewed;
  }

  async #renew(key: string, registry: EcrRegistry): Promise<AuthorizationToken> {
    const token = await getAuthorizationToken(registry, this.#api, AbortSignal.timeout(this.#timeoutMs));
    const sinceMs = this.#api.clock.now();
    this.#held.set(key, { token, sinceMs, renewAtMs: sinceMs + (token.expiresAtMs - sinceMs) / 2 });
    return token;
  }
}

const keyOf = ({ region, api }: EcrRegistry): string => `${region} ${api.href}`;
