import type { GitHubAnswer, GitHubRequest } from './request.ts';

/** A request that was made. */
export interface Asked {
  readonly route: string;
  readonly parameters: Record<string, unknown>;
}

export type Canned = Partial<GitHubAnswer> | Error;

/** A requester for tests that gives prepared answers: for each route one after the other, the last one again and again. */
export function cannedRequest(answers: Readonly<Record<string, Canned | readonly Canned[]>>): {
  readonly request: GitHubRequest;
  readonly asked: Asked[];
} {
  const asked: Asked[] = [];
  const request: GitHubRequest = async (route, parameters = {}) => {
    const earlier = asked.filter((one) => one.route === route).length;
    asked.push({ route, parameters });
    const given = [answers[route] ?? refusal(404, 'Not Found')].flat();
    const answer = given[Math.min(earlier, given.length - 1)];
    if (answer instanceof Error) throw answer;
    return { status: 200, headers: {}, data: undefined, ...answer };
  };
  return { request, asked };
}

/** An answer of 400 and above, as octokit throws it. */
export function refusal(status: number, message: string, headers: GitHubAnswer['headers'] = {}): Error {
  return Object.assign(new Error(message), { status, response: { status, headers, data: { message } } });
}
