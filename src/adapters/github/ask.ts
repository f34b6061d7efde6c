import type { z } from 'zod';
import type { Clock } from '#ports/clock.ts';
import { GitHubError } from '#ports/github/errors.ts';
import { NotLeading } from '#ports/leadership.ts';
import type { AnswerMemory } from './answer-memory.ts';
import { toGitHubError } from './errors.ts';
import type { GitHubAnswer, GitHubRequest } from './request.ts';

export interface Answer<Data> {
  readonly data: Data;
  /** The `Link` header, which leads to the other pages of a list. */
  readonly link: string | undefined;
}

/** Asks GitHub and reads the answer by a schema of the fields that we use. Throws `GitHubError`, and `NotLeading` when its writes are fenced. */
export type Ask = <Data>(
  route: string,
  parameters: Record<string, unknown>,
  schema: z.ZodType<Data>,
) => Promise<Answer<Data>>;

/**
 * Where there is a memory, a read names what it was answered before: GitHub answers 304 when nothing has changed, which
 * costs nothing of the primary limit ("Best practices for using the REST API", Use conditional requests). Only GitHub
 * says that an answer is still good: each read asks.
 * @param memory shared by all who see the same of GitHub; a route is read by one schema everywhere
 */
export function createAsk(request: GitHubRequest, clock: Clock, memory?: AnswerMemory): Ask {
  const send = async (route: string, parameters: Record<string, unknown>): Promise<GitHubAnswer> => {
    try {
      return await request(route, parameters);
    } catch (thrown) {
      if (thrown instanceof NotLeading) throw thrown;
      throw toGitHubError(route, thrown, clock.now());
    }
  };
  const ask: Ask = async (route, parameters, schema) => answerOf(route, schema, await send(route, parameters));
  if (!memory) return ask;

  return async <Data>(route: string, parameters: Record<string, unknown>, schema: z.ZodType<Data>) => {
    if (!route.startsWith('GET ')) return ask(route, parameters, schema);
    const question = JSON.stringify([route, parameters]);
    const before = memory.get(question);
    const headers = before && { headers: { 'if-none-match': before.etag } };
    const answered = await send(route, { ...parameters, ...headers });
    if (answered.status === 304 && before) {
      memory.put(question, before);
      return { data: JSON.parse(before.text) as Data, link: before.link };
    }
    const answer = answerOf(route, schema, answered);
    const { etag } = answered.headers;
    const isWhole = answered.status === 200 && typeof etag === 'string';
    if (isWhole) memory.put(question, { etag, link: answer.link, text: JSON.stringify(answer.data) });
    return answer;
  };
}

function answerOf<Data>(route: string, schema: z.ZodType<Data>, { data, headers }: GitHubAnswer): Answer<Data> {
  const { link } = headers;
  return { data: read(route, schema, data), link: typeof link === 'string' ? link : undefined };
}

/** Reads part of an answer. Throws `GitHubError` `Invalid` that names the route and the field, never its value. */
export function read<Data>(route: string, schema: z.ZodType<Data>, data: unknown): Data {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join('.') || 'the whole answer';
  throw new GitHubError('Invalid', `${route}: unexpected answer: ${field}: ${issue?.message ?? 'unreadable'}`);
}
