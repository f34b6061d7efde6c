import { ConstantVisitor } from '#apps/up/people/visitor.ts';
import { until, type Look } from '#apps/up/people/until.ts';
import { open, PREVIEW, push } from './acts.ts';
import { seePage, seeStatus } from './look.ts';
import { noted, type StoryWorld } from './world.ts';

const BRANCH = 'warm-welcome';
const CATALOGUE = 'catalogue.json';
const OLD_GREETING = 'Welcome to the shop at the end of the corridor';
const FIRST_GREETING = 'Welcome, adventurer';
const NEXT_GREETING = 'Welcome back, adventurer';

export async function openPullRequest(world: StoryWorld): Promise<void> {
  const sha = await push(world, BRANCH, 'Greet warmly', { [CATALOGUE]: replace(OLD_GREETING, FIRST_GREETING) });
  const number = await open(world, BRANCH, 'A warmer welcome');
  const { target_url: url } = await seeStatus(world, sha, PREVIEW, { state: 'success' });
  if (!url) throw new Error('the commit status has no address');
  world.notes.set('number', String(number)).set('url', url).set('sha', sha);
  await seePage(world, url, FIRST_GREETING);
}

export async function pushFailingTests(world: StoryWorld): Promise<void> {
  const sha = await push(world, BRANCH, 'Half a gold piece more', {
    [CATALOGUE]: replace('"price": 2 ', '"price": 2.5 '),
  });
  await seeStatus(world, sha, PREVIEW, { state: 'failure', text: 'ChecksFailed' });
  await seePage(world, noted(world, 'url'), FIRST_GREETING);
}

export async function pushUpdate(world: StoryWorld): Promise<void> {
  const url = noted(world, 'url');
  const visitor = new ConstantVisitor(new URL(url), world.proxyPort);
  try {
    const edits = { [CATALOGUE]: (text: string) => replace(FIRST_GREETING, NEXT_GREETING)(replace('2.5', '3')(text)) };
    const sha = await push(world, BRANCH, 'Greet again, whole prices', edits);
    await seeStatus(world, sha, PREVIEW, { state: 'success' });
    await seePage(world, url, NEXT_GREETING);
    world.notes.set('sha', sha);
  } finally {
    await visitor.stop();
    world.visits.push(...visitor.visits);
  }
  const { failures, visits } = visitor;
  const text = `${visits.length} requests while the code was replaced, ${failures.length} failed`;
  world.narrate({ event: 'seen', where: 'visitor', text });
  if (failures.length > 0) throw new Error(`${text}; the first: ${JSON.stringify(failures[0])}`);
}

export async function pushCrash(world: StoryWorld): Promise<void> {
  const crash = "const { name, version } = read('package.json');\nconst region = read('region.json');";
  const edits = { 'server.js': replace("const { name, version } = read('package.json');", crash) };
  const sha = await push(world, BRANCH, 'Sell in regions', edits);
  await seeStatus(world, sha, PREVIEW, { state: 'failure', text: 'CrashLoopBackOff' });
  await seeComment(world, ['CrashLoopBackOff', 'region.json']);
  await seePage(world, noted(world, 'url'), NEXT_GREETING);
}

interface CommentSeen {
  readonly body: string;
  /** How many comments there are. */
  readonly count: number;
}

/** The one comment on the pull request says why, with the last lines that the process wrote. */
async function seeComment(world: StoryWorld, words: readonly string[]): Promise<void> {
  const number = Number(noted(world, 'number'));
  const look = async (): Promise<Look<CommentSeen>> => {
    const comments = await world.github.comments(number);
    const ours = comments.find(({ body }) => words.every((word) => body.includes(word)));
    return ours
      ? { found: { body: ours.body, count: comments.length } }
      : { notYet: `${comments.length} comments, none says ${words.join(' and ')}` };
  };
  const { body, count } = await until('the comment explains the crash', look, 30_000, world.signal);
  if (count !== 1)
    throw new Error(`there are ${count} comments on pull request ${number}, not one that is kept up to date`);
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('<!--'));
  world.narrate({ event: 'seen', where: 'comment', text: `the one comment on #${number}:`, lines });
}

/** The edit fails when the text is not there: the example changed, and the story with it. */
export const replace =
  (old: string, text: string) =>
  (before: string): string => {
    if (!before.includes(old)) throw new Error(`the example has no "${old}" to change`);
    return before.replace(old, text);
  };
