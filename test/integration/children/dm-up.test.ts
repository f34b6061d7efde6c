import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { CHILD_VARIABLE } from '#adapters/local/processes/environment.ts';
import { readProcesses, startedWith } from '#adapters/local/processes/process-table.ts';
import { until } from '#adapters/local/real-time.testing.ts';
import { makePlace, startUp, type Place, type Up } from '#test/e2e/dm.testing.ts';
import { idsIn, isAlive, supervisorsOf } from './run.testing.ts';

/** What a developer's shell has, and no child may see. */
const secrets = {
  AWS_SECRET_ACCESS_KEY: 'canary-aws',
  GITHUB_TOKEN: 'canary-github',
  NPM_TOKEN: 'canary-npm',
  SSH_AUTH_SOCK: '/canary-ssh',
  DATABASE_URL: 'canary-database',
  NODE_OPTIONS: '--title=canary',
};

interface Story {
  readonly place: Place;
  readonly notes: string;
  readonly up: Up;
}

/** `dm up --demo` with `npm` and `git` that note what they see; each `npm` leaves a daemon. */
async function start(context: TestContext): Promise<Story> {
  const made = await makePlace();
  const notes = join(made.directory, 'notes');
  const programs = join(made.directory, 'programs');
  await Promise.all([mkdir(notes), mkdir(programs)]);
  const daemon = `setsid sh -c 'echo $$ > ${notes}/$$.pid; exec sleep 600' >/dev/null 2>&1 &`;
  await wrap(programs, 'npm', `env > ${notes}/$$.npm\n${daemon}`);
  await wrap(programs, 'git', `env > ${notes}/$$.git`);
  const environment = { ...made.environment, ...secrets, PATH: `${programs}:${process.env['PATH']}` };
  const place = { ...made, environment };
  const up = startUp(place);
  const story = { place, notes, up };
  context.after(async () => {
    up.child.kill('SIGKILL');
    await nothingLeft(story);
    await made.remove();
  });
  return story;
}

async function wrap(directory: string, name: string, first: string): Promise<void> {
  const path = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  await writeFile(join(directory, name), `#!/bin/sh\n${first}\nexec ${path} "$@"\n`);
  await chmod(join(directory, name), 0o755);
}

/** When a service, a check and the daemon that the check has started run side by side. */
async function midStory({ up, notes }: Story): Promise<readonly number[]> {
  await up.line('a visitor asks while code is replaced', ({ event, name }) => event === 'step' && name === 'update');
  const daemons = async () => (await idsIn(notes)).filter(isAlive);
  await until('a check runs', async () => (await daemons()).length > 0);
  return daemons();
}

const childrenOf = ({ up }: Story): readonly { readonly id: number; readonly mark: string }[] =>
  readProcesses().flatMap(({ id, ended }) => {
    const mark = ended ? undefined : startedWith(id, CHILD_VARIABLE);
    return mark?.startsWith(`${up.child.pid}-`) ? [{ id, mark }] : [];
  });

async function left(story: Story): Promise<readonly string[]> {
  const { place, notes, up } = story;
  const ids = [...(await idsIn(notes)).filter(isAlive), ...childrenOf(story).map(({ id }) => id)];
  const files = (await readdir(place.directory)).filter((name) => name.startsWith('dungeon-master-'));
  const cache = join(place.directory, 'cache', 'dungeon-master');
  const made = await Promise.all(['images', 'dependencies'].map((name) => readdir(join(cache, name)).catch(() => [])));
  return [
    ...ids.map((id) => `process ${id}`),
    ...supervisorsOf(`${up.child.pid}-`).map((id) => `supervisor ${id}`),
    ...files,
    ...made.flatMap(unfinished),
    ...(existsSync(place.socket) ? [place.socket] : []),
  ];
}

/** What is there of a cache without being marked ready, and who was making it. */
const unfinished = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !name.endsWith('.ready') && !names.includes(`${name}.ready`));

const nothingLeft = (story: Story) =>
  until('nothing is left', async () => (await left(story)).length === 0).catch(async () =>
    assert.deepEqual(await left(story), []),
  );

/** Ctrl-C until it has ended: the second one is not to be waited for. */
function interruptOften({ child, ended }: Up): void {
  const interrupting = setInterval(() => child.kill('SIGINT'), 10);
  void ended.then(() => clearInterval(interrupting));
}

const ends: Record<string, { end: (up: Up) => void; code: number | null }> = {
  'is killed with -9': { end: ({ child }) => void child.kill('SIGKILL'), code: null },
  'is asked to end': { end: ({ child }) => void child.kill('SIGTERM'), code: 130 },
  'loses its terminal': { end: ({ child }) => void child.kill('SIGHUP'), code: 130 },
  'is interrupted by somebody impatient': { end: interruptOften, code: 130 },
};
for (const [what, { end, code }] of Object.entries(ends)) {
  test(`when dm up ${what} in the middle of the story, nothing of it is left`, async (context) => {
    const story = await start(context);
    const daemons = await midStory(story);
    const marks = childrenOf(story).map(({ mark }) => mark);
    assert.ok(marks.some((mark) => mark.includes('/check/')) && marks.some((mark) => mark.includes('/shop-pr-1/')));
    assert.equal(supervisorsOf(`${story.up.child.pid}-`).length, 1);
    end(story.up);
    assert.equal(await story.up.ended, code);
    await nothingLeft(story);
    assert.deepEqual(daemons.filter(isAlive), []);
  });
}

test('no service, check or git of dm up sees a secret of the shell that it was started in', async (context) => {
  const story = await start(context);
  await midStory(story);
  const names = (await readdir(story.notes)).filter((name) => /\.(npm|git)$/.test(name));
  for (const program of ['.npm', '.git'])
    assert.ok(
      names.some((name) => name.endsWith(program)),
      program,
    );
  const noted = await Promise.all(names.map((name) => readFile(join(story.notes, name), 'utf8')));
  const seen = await Promise.all(
    childrenOf(story).map(({ id }) => readFile(`/proc/${id}/environ`, 'utf8').catch(() => '')),
  );
  assert.ok(
    seen.some((text) => text.includes('/shop-pr-1/')),
    'the service must be among them',
  );
  for (const text of [...noted, ...seen]) assert.doesNotMatch(text, /canary/);
});
