import { html, type Html, type HtmlValue } from '#lib/html.ts';
import { shortSha } from '#lib/text.ts';
import type { PullRequest, Repository } from '#emulation/github/repository.ts';

/** `/OWNER/NAME` */
export const repositoryPath = ({ owner, name }: Repository): string =>
  `/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;

export const pullRequestPath = (repository: Repository, { number }: PullRequest): string =>
  `${repositoryPath(repository)}/pull/${number}`;

export const commitPath = (repository: Repository, sha: string): string =>
  `${repositoryPath(repository)}/commit/${encodeURIComponent(sha)}`;

/** A link to somewhere else, given from outside: only http and https are followed, everything else is the words alone. */
export function outsideLink(url: string, words: HtmlValue, className = ''): Html {
  const address = webAddress(url);
  if (address === undefined) return html`${words}`;
  return html`<a class="${className}" href="${address}" rel="noopener noreferrer nofollow">${words}</a>`;
}

/** The address in full when it is one of the web. */
export function webAddress(url: string): string | undefined {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'http:' || parsed?.protocol === 'https:' ? parsed.href : undefined;
}

/** A commit as everybody knows it: its first seven digits. */
export const commitLink = (repository: Repository, sha: string): Html =>
  html`<a class="sha" href="${commitPath(repository, sha)}">${shortSha(sha)}</a>`;

/** Words of somebody: the direction of their language stays theirs. */
export const said = (words: string): Html => html`<bdi>${words}</bdi>`;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `5 Jan, 09:00:12`, in UTC. */
export function moment(at: number): Html {
  const date = new Date(at);
  return time(at, `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''}, ${clockTime(at)}`);
}

/** `09:00:12`, in UTC: where the day is clear. */
export const timeOfDay = (at: number): Html => time(at, clockTime(at));

const clockTime = (at: number): string => new Date(at).toISOString().slice(11, 19);

const time = (at: number, words: string): Html => html`<time datetime="${new Date(at).toISOString()}">${words}</time>`;
