import { createPrivateKey } from 'node:crypto';
import { App, Octokit, RequestError } from 'octokit';
import type { RepositoryRef } from '#model/ids.ts';
import { GitHubError } from '#ports/github/errors.ts';
import { createFetch, type Fetch } from './fetch.ts';
import { repositoryParameters, type GitHubAnswer, type GitHubRequest } from './request.ts';

/** How we prove who we are. The private key and the token are never part of an error. */
export type Credentials =
  | { readonly appId: number; readonly privateKey: string; readonly installationId: number }
  | { readonly appId: number; readonly privateKey: string; readonly repository: RepositoryRef }
  | { readonly token: string };

export type OctokitRequestOptions = Credentials & {
  /** `https://api.github.com`, or that of a GitHub Enterprise Server with `/api/v3`. */
  readonly baseUrl: string;
  /** For one HTTP exchange, from the first byte sent to the last byte read. */
  readonly timeoutMs: number;
  readonly fetch?: Fetch;
};

/**
 * Requests over HTTP by octokit: it signs in as the App, renews the installation's token and fills route templates.
 * Its throttling and retry plugins are off: waiting and trying again are the queue's.
 * Throws `GitHubError` `Forbidden` when the private key cannot be read.
 */
export function createOctokitRequest(options: OctokitRequestOptions): GitHubRequest {
  const Client = configuredOctokit(options);
  if ('token' in options) {
    const octokit = new Client({ auth: options.token });
    return (route, parameters) => octokit.request(route, parameters).catch(answerOfUnchanged);
  }
  const privateKey = readableKey(options.privateKey);
  const app = new App({ appId: options.appId, privateKey, Octokit: Client, log: silent });
  const installation = new Installation(app, 'repository' in options ? options.repository : options.installationId);
  return (route, parameters) => installation.request(route, parameters);
}

/** A key that cannot be read is found at the start, not at the first request. Environment files write its lines with `\n`. */
function readableKey(privateKey: string): string {
  const pem = privateKey.replaceAll(String.raw`\n`, '\n');
  try {
    createPrivateKey(pem);
    return pem;
  } catch {
    const next = 'give the whole .pem file that GitHub made for the App';
    throw new GitHubError('Forbidden', 'the private key of the GitHub App cannot be read', { next });
  }
}

const nothing = (): void => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function configuredOctokit({ baseUrl, timeoutMs, fetch = globalThis.fetch }: OctokitRequestOptions): typeof Octokit {
  return Octokit.defaults({
    baseUrl,
    userAgent: 'dungeon-master',
    throttle: { enabled: false },
    retry: { enabled: false },
    log: silent,
    request: { fetch: createFetch({ fetch, timeoutMs }), log: silent },
  });
}

/** The client of one installation of the App; looked up by a repository when its id is not configured. */
class Installation {
  readonly #app: App;
  readonly #target: RepositoryRef | number;
  #client: Promise<Octokit> | undefined;

  constructor(app: App, target: RepositoryRef | number) {
    this.#app = app;
    this.#target = target;
  }

  async request(route: string, parameters?: Record<string, unknown>): Promise<GitHubAnswer> {
    try {
      this.#client ??= this.#connect();
      const client = await this.#client;
      return await client.request(route, parameters).catch(answerOfUnchanged);
    } catch (error) {
      if (!isAboutSigningIn(error)) throw error;
      this.#client = undefined;
      throw signInError(error);
    }
  }

  async #connect(): Promise<Octokit> {
    if (typeof this.#target === 'number') return this.#app.getInstallationOctokit(this.#target);
    const parameters = repositoryParameters(this.#target);
    const { data } = await this.#app.octokit.request('GET /repos/{owner}/{repo}/installation', parameters);
    return this.#app.getInstallationOctokit(data.id);
  }
}

/** octokit throws a 304; to us it is an answer. */
function answerOfUnchanged(error: unknown): GitHubAnswer {
  if (!(error instanceof RequestError) || error.status !== 304 || !error.response) throw error;
  return { status: 304, headers: error.response.headers, data: undefined };
}

/** Whoever uninstalls the App and installs it again gives it another installation id: then it is looked up anew. */
const isAboutSigningIn = (error: unknown): error is RequestError =>
  error instanceof RequestError && /\/(installation|access_tokens)$/.test(error.request.url);

/** A 404 here says that the App is not installed, and nothing about what was asked for. */
function signInError(error: RequestError): unknown {
  if (!error.response || ![401, 403, 404].includes(error.status)) return error;
  const next = 'look at the App id, its private key, and whether the App is installed and not suspended';
  return new GitHubError('Forbidden', `GitHub refused to sign in the App: ${error.status}: ${error.message}`, { next });
}
