import { commitSha, type RepositoryRef } from '#model/ids.ts';
import type { GitHub } from '#ports/github/github.ts';
import { cannedRequest, type Asked, type Canned } from './canned.testing.ts';
import { createGitHub } from './github.ts';

export const repository: RepositoryRef = { id: 7, fullName: 'acme/shop' };
export const sha = commitSha.parse('1'.repeat(40));
export const OUR_APP = 99;

/** The adapter on prepared answers, and what it asked. */
export function gitHubOn(answers: Readonly<Record<string, Canned | readonly Canned[]>>): {
  readonly github: GitHub;
  readonly asked: Asked[];
} {
  const { request, asked } = cannedRequest(answers);
  return { github: createGitHub({ request, clock: { now: () => 0 }, appId: OUR_APP }), asked };
}

/** An answer with another page after it. */
export const withNext = (data: unknown, page: number): Canned => ({
  data,
  headers: { link: `<https://api.github.com/repositories/7/x?per_page=100&page=${page}>; rel="next", <y>; rel="last"` },
});
