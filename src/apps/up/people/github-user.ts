import { z } from 'zod';
import { CodedError } from '#lib/coded-error.ts';

const pullRequest = z.object({
  number: z.number(),
  html_url: z.string(),
  head: z.object({ sha: z.string() }),
  mergeable_state: z.string().optional(),
});
const merged = z.object({ sha: z.string() });
const statuses = z.array(
  z.object({
    context: z.string(),
    state: z.string(),
    description: z.string().nullable(),
    target_url: z.string().nullable(),
  }),
);
const comments = z.array(z.object({ body: z.string(), user: z.object({ login: z.string() }) }));
const deployments = z.array(z.object({ id: z.number(), sha: z.string() }));
const deploymentStatuses = z.array(z.object({ state: z.string(), description: z.string().nullable() }));

export type SeenStatus = z.output<typeof statuses>[number];

/** Somebody who uses GitHub as people do: over its API, with a token of their own. Throws `CodedError` `GitHubRefused`. */
export class GitHubUser {
  readonly #base: string;
  readonly #token: string;

  /** @param base `http://127.0.0.1:PORT/repos/OWNER/NAME` */
  constructor(base: string, token: string) {
    this.#base = base;
    this.#token = token;
  }

  async open(head: string, title: string, body: string) {
    return pullRequest.parse(await this.#ask('POST', '/pulls', { title, head, base: 'main', body }));
  }

  async close(number: number): Promise<void> {
    await this.#ask('PATCH', `/pulls/${number}`, { state: 'closed' });
  }

  /** @returns the merge commit */
  async merge(number: number): Promise<string> {
    return merged.parse(await this.#ask('PUT', `/pulls/${number}/merge`, { merge_method: 'merge' })).sha;
  }

  /** The newest status of a context on a commit. */
  async status(sha: string, context: string): Promise<SeenStatus | undefined> {
    return statuses
      .parse(await this.#ask('GET', `/commits/${sha}/statuses?per_page=100`))
      .find((one) => one.context === context);
  }

  async comments(number: number) {
    return comments.parse(await this.#ask('GET', `/issues/${number}/comments`));
  }

  /** The states of every GitHub deployment of a place, newest deployment first. */
  async deployments(
    environment: string,
    task: string,
  ): Promise<readonly { readonly sha: string; readonly state: string }[]> {
    const query = new URLSearchParams({ environment, task });
    const listed = deployments.parse(await this.#ask('GET', `/deployments?${query.toString()}`));
    return Promise.all(
      listed.map(async ({ id, sha }) => {
        const [newest] = deploymentStatuses.parse(await this.#ask('GET', `/deployments/${id}/statuses`));
        return { sha, state: newest?.state ?? 'pending' };
      }),
    );
  }

  async #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(this.#base + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        accept: 'application/vnd.github+json',
        'content-type': 'application/json',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const data: unknown = await answer.json();
    if (answer.ok) return data;
    throw new CodedError('GitHubRefused', `${method} ${path}: ${answer.status}: ${JSON.stringify(data)}`, {
      source: 'system',
    });
  }
}
