import { strict as assert } from 'node:assert';
import { z } from 'zod';
import type { GitHubAnswer, GitHubRequest } from '#adapters/github/request.ts';
import type { Exchange, Judge, Violation } from '#test/judge/judge.ts';

const refused = z.object({ response: z.object({ status: z.number(), data: z.unknown() }) });

/** A requester under whose every exchange a judge looks. */
export interface JudgedRequest {
  readonly request: GitHubRequest;
  /** Throws when an exchange was not as GitHub's own description has it. */
  readonly verdict: () => void;
}

export function judgedRequest(judge: Judge, request: GitHubRequest): JudgedRequest {
  const violations: Violation[] = [];
  const look = (route: string, parameters: Record<string, unknown>, status: number, responseBody: unknown) => {
    const found = judge.exchange({ ...asked(route, parameters), status, responseBody });
    violations.push(...found.filter(({ where }) => !(where === 'request body' && status === 422)));
  };
  return {
    async request(route, parameters = {}): Promise<GitHubAnswer> {
      try {
        const answer = await request(route, parameters);
        look(route, parameters, answer.status, answer.data);
        return answer;
      } catch (error) {
        const parsed = refused.safeParse(error);
        if (parsed.success) look(route, parameters, parsed.data.response.status, parsed.data.response.data);
        throw error;
      }
    },
    verdict: () => assert.deepEqual(violations, []),
  };
}

/** Parameters of a GET are its path and query, all others go into the body, as octokit sends them. */
function asked(route: string, parameters: Record<string, unknown>): Omit<Exchange, 'status' | 'responseBody'> {
  const [method = '', template = ''] = route.split(' ');
  const isInPath = ([name]: [string, unknown]) => template.includes(`{${name}}`);
  const given = Object.entries(parameters).filter(([name]) => name !== 'headers');
  const path = texts(given.filter(isInPath));
  const others = given.filter((entry) => !isInPath(entry));
  if (method === 'GET') return { method, template, path, query: texts(others) };
  return { method, template, path, requestBody: Object.fromEntries(others) };
}

const texts = (entries: [string, unknown][]): Record<string, string> =>
  Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
