import { shortSha } from '#lib/text.ts';
import type { SeenStatus } from '#apps/up/people/github-user.ts';
import { until, type Look } from '#apps/up/people/until.ts';
import { visit, type Page } from '#apps/up/people/visitor.ts';
import type { StoryWorld } from './world.ts';

const DEADLINE_MS = 60_000;

/** Waits until GitHub shows a commit status in a state, and tells it. */
export async function seeStatus(
  world: StoryWorld,
  sha: string,
  context: string,
  wanted: { readonly state: string; readonly text?: string },
): Promise<SeenStatus> {
  const what = `commit ${shortSha(sha)}, ${context} ${wanted.state}`;
  const look = async (): Promise<Look<SeenStatus>> => {
    const status = await world.github.status(sha, context);
    if (!status) return { notYet: 'no such status on the commit' };
    const said = `${status.state}: ${status.description}`;
    const isWanted = status.state === wanted.state && said.includes(wanted.text ?? '');
    return isWanted ? { found: status } : { notYet: `it says ${said}` };
  };
  const status = await until(what, look, DEADLINE_MS, world.signal);
  world.narrate({
    event: 'seen',
    where: 'github',
    text: `${shortSha(sha)} ${context}: ${status.state}: ${status.description}`,
  });
  return status;
}

/** Waits until an address answers with a text, and tells it. */
export async function seePage(world: StoryWorld, url: string, text: string): Promise<Page> {
  const look = async (): Promise<Look<Page>> => {
    const page = await visit(new URL(url), world.proxyPort);
    return page.status === 200 && page.body.includes(text)
      ? { found: page }
      : { notYet: `it answers ${page.status} without "${text}"` };
  };
  const page = await until(`${url} shows "${text}"`, look, DEADLINE_MS, world.signal);
  world.narrate({ event: 'seen', where: 'browser', text: `${url} shows "${text}"` });
  return page;
}

/** Waits until nothing is left of an environment, and tells it. */
export async function seeGone(world: StoryWorld, environment: string, url: string): Promise<void> {
  const look = async (): Promise<Look<readonly string[]>> => {
    const left = await world.leftovers(environment);
    return left.length === 0 ? { found: left } : { notYet: `left: ${left.join(', ')}` };
  };
  await until(`${environment} is gone`, look, DEADLINE_MS, world.signal);
  const { status } = await visit(new URL(url), world.proxyPort);
  const text = `no resource and no process of ${environment} is left; ${url} answers ${status}`;
  world.narrate({ event: 'seen', where: 'machine', text });
}
