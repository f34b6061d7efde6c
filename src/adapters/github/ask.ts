import type { z } from 'zod';
import type { Clock } from '#ports/clock.ts';
import { GitHubError } from '#ports/github/errors.ts';
import { NotLeading } from '#ports/leadership.ts';
import { toGitHubError } from './errors.ts';
import type { GitHubAnswer, GitHubRequest } from './request.ts';

export interface Answer<Data> {
  readonly data: Data;
  readonly headers: GitHubAnswer['headers'];
}

/** Asks GitHub and reads the answer by a schema of the fields that we use. Throws `GitHubError`, and `NotLeading` when its writes are fenced. */
export type Ask = <Data>(
  route: string,
  parameters: Record<string, unknown>,
  schema: z.ZodType<Data>,
) => Promise<Answer<Data>>;

export function createAsk(request: GitHubRequest, clock: Clock): Ask {
  const send = async (route: string, parameters: Record<string, unknown>): Promise<GitHubAnswer> => {
    try {
      return await request(route, parameters);
    } catch (thrown) {
      if (thrown instanceof NotLeading) throw thrown;
      throw toGitHubError(route, thrown, clock.now());
    }
  };
  return async (route, parameters, schema) => {
    const { data, headers } = await send(route, parameters);
    return { data: read(route, schema, data), headers };
  };
}

/** Reads part of an answer. Throws `GitHubError` `Invalid` that names the route and the field, never its value. */
export function read<Data>(route: string, schema: z.ZodType<Data>, data: unknown): Data {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join('.') || 'the whole answer';
  throw new GitHubError('Invalid', `${route}: unexpected answer: ${field}: ${issue?.message ?? 'unreadable'}`);
}
