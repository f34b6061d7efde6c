import { shortSha } from '#lib/text.ts';
import { until, type Look } from '#apps/up/people/until.ts';
import { open, PREVIEW, push, STAGING, tellAct } from './acts.ts';
import { seeGone, seePage, seeStatus } from './look.ts';
import { replace } from './preview-steps.ts';
import { noted, type StoryWorld } from './world.ts';

const POTION = '{ "name": "Healing potion", "price": 30 }';
const LANTERN = '{ "name": "Lantern", "price": 12 }';

/** Passes where three items are sold; the second pull request will sell four. */
const SHELF_TEST = `import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

test('no more than three items fit on the shelf', () => {
  const { items } = JSON.parse(readFileSync(new URL('catalogue.json', import.meta.url), 'utf8'));
  assert.ok(items.length <= 3, \`\${items.length} items\`);
});
`;

export async function openSecond(world: StoryWorld): Promise<void> {
  world.notes.set('base', await world.developer.headOf('main'));
  const edits = { 'catalogue.json': replace(POTION, `${POTION},\n    ${LANTERN}`) };
  const sha = await push(world, 'lantern', 'Sell lanterns', edits);
  const number = await open(world, 'lantern', 'Lanterns');
  const { target_url: url } = await seeStatus(world, sha, PREVIEW, { state: 'success' });
  if (!url) throw new Error('the commit status has no address');
  world.notes.set('second', String(number)).set('secondUrl', url);
  await seePage(world, url, 'Lantern');
  await seePage(world, noted(world, 'url'), 'Welcome back, adventurer');
}

export async function closeFirst(world: StoryWorld): Promise<void> {
  const number = Number(noted(world, 'number'));
  await world.github.close(number);
  tellAct(world, `closes pull request #${number}`);
  await seeEnd(world, number, noted(world, 'url'));
}

export async function mergeSecond(world: StoryWorld): Promise<void> {
  const number = Number(noted(world, 'second'));
  const sha = await merge(world, number);
  await seeEnd(world, number, noted(world, 'secondUrl'));
  const { target_url: url } = await seeStatus(world, sha, STAGING, { state: 'success' });
  if (!url) throw new Error('the commit status has no address');
  world.notes.set('stagingUrl', url).set('staging', sha);
  await seePage(world, url, 'Lantern');
}

export async function mergeThatFails(world: StoryWorld): Promise<void> {
  const sha = await push(world, 'shelf', 'Three items fit', { 'shelf.test.js': SHELF_TEST }, noted(world, 'base'));
  const number = await open(world, 'shelf', 'A small shelf');
  const { target_url: url } = await seeStatus(world, sha, PREVIEW, { state: 'success' });
  const merged = await merge(world, number);
  if (url) await seeEnd(world, number, url);
  await seeStatus(world, merged, STAGING, { state: 'failure', text: 'ChecksFailed' });
  const running = noted(world, 'staging');
  const [newest] = await world.github.deployments('staging', 'shop');
  if (newest?.sha !== running) throw new Error(`staging has a record of ${newest?.sha}, not of ${running}`);
  await seePage(world, noted(world, 'stagingUrl'), 'Lantern');
  world.narrate({ event: 'seen', where: 'staging', text: `commit ${shortSha(running)} goes on running` });
}

async function merge(world: StoryWorld, number: number): Promise<string> {
  const sha = await world.github.merge(number);
  await world.developer.headOf('main');
  tellAct(world, `merges pull request #${number} as ${shortSha(sha)}`);
  return sha;
}

/** The environment is gone, and GitHub shows no deployment of it as active. */
async function seeEnd(world: StoryWorld, number: number, url: string): Promise<void> {
  await seeGone(world, `shop-pr-${number}`, url);
  const look = async (): Promise<Look<readonly string[]>> => {
    const states = (await world.github.deployments('preview', `preview-pr-${number}`)).map(({ state }) => state);
    const isOver = states.length > 0 && states.every((state) => state === 'inactive' || state === 'failure');
    return isOver ? { found: states } : { notYet: `deployments are ${states.join(', ')}` };
  };
  const states = await until(`no deployment of #${number} is active`, look, 30_000, world.signal);
  world.narrate({
    event: 'seen',
    where: 'github',
    text: `deployments of #${number}, newest first: ${states.join(', ')}`,
  });
}
