import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { startDemo, type Demo } from '#apps/up/demo.ts';
import { Developer } from '#apps/up/people/developer.ts';
import { GitHubUser } from '#apps/up/people/github-user.ts';
import { steps } from '#apps/up/story/steps.ts';
import type { StoryWorld } from '#apps/up/story/world.ts';
import { Closing } from '#apps/up/world/closing.ts';
import { makeDirectories } from '#apps/up/world/directories.ts';
import { leftoversOf } from '#apps/up/world/leftovers.ts';
import type { SeenExchange } from '#emulation/github/server.ts';
import { silentLog } from '#ports/log.ts';

/** The demo's world, lived through one step at a time, so that one can look around between them. */
export interface Story {
  readonly demo: Demo;
  /** The address of the emulated GitHub. */
  readonly github: string;
  /** Everything that the judge of the API would see. */
  readonly exchanges: readonly SeenExchange[];
  /** Lives through one step; throws when it does not come true. */
  readonly live: (step: string) => Promise<void>;
}

/** Starts it; everything ends with the test. */
export async function startStory(context: TestContext): Promise<Story> {
  const cache = await mkdtemp(join(tmpdir(), 'dm-story-'));
  context.after(() => rm(cache, { recursive: true, force: true }));
  const closing = new Closing(silentLog);
  context.after(() => closing.close());
  const environment = { ...process.env, XDG_CACHE_HOME: cache };
  const directories = await makeDirectories(environment);
  closing.add('directories', directories.remove);
  const exchanges: SeenExchange[] = [];
  const onExchange = (exchange: SeenExchange) => void exchanges.push(exchange);
  const demo = await startDemo({ directories, environment, proxyPort: 0, log: silentLog, closing, onExchange });
  const world = await worldOf(demo, join(directories.run, 'ana'));
  const live = async (name: string): Promise<void> => {
    const step = steps.find((one) => one.name === name);
    if (!step) throw new Error(`the story has no step "${name}"`);
    await step.tell(world);
  };
  return { demo, github: demo.github.url, exchanges, live };
}

async function worldOf({ github, platform }: Demo, directory: string): Promise<StoryWorld> {
  const developer = await Developer.create({
    name: 'ana',
    directory,
    remote: github.bareRepository,
    pushed: github.pushed,
  });
  return {
    developer,
    github: new GitHubUser(`${github.url}/repos/${github.repository.fullName}`, github.developerToken),
    proxyPort: platform.proxyPort,
    narrate: () => undefined,
    signal: new AbortController().signal,
    visits: [],
    notes: new Map(),
    leftovers: (name) => leftoversOf(platform.objects, platform.instance, name),
  };
}
