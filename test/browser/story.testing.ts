import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { startDemo, storyWorld, type Demo } from '#apps/up/demo.ts';
import { steps } from '#apps/up/story/steps.ts';
import { startChildren } from '#apps/up/world/children.ts';
import { Closing } from '#apps/up/world/closing.ts';
import { makeDirectories } from '#apps/up/world/directories.ts';
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
  const local = startChildren({ log: silentLog, closing });
  const directories = await makeDirectories(environment, local);
  closing.add('directories', directories.remove);
  const exchanges: SeenExchange[] = [];
  const onExchange = (exchange: SeenExchange) => void exchanges.push(exchange);
  const demo = await startDemo({ directories, environment, local, proxyPort: 0, log: silentLog, closing, onExchange });
  const world = await storyWorld(demo, join(directories.run, 'ana'), () => undefined, new AbortController().signal);
  const live = async (name: string): Promise<void> => {
    const step = steps.find((one) => one.name === name);
    if (!step) throw new Error(`the story has no step "${name}"`);
    await step.tell(world);
  };
  return { demo, github: demo.github.url, exchanges, live };
}
