import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Demo } from '#apps/up/demo.ts';
import { steps } from '#apps/up/story/steps.ts';
import { Closing } from '#apps/up/world/closing.ts';
import type { SeenExchange } from '#emulation/github/api.ts';
import { silentLog } from '#ports/log.ts';
import { startDemoWorld } from '#test/e2e/demo-world.testing.ts';

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
  const exchanges: SeenExchange[] = [];
  const onExchange = (exchange: SeenExchange) => void exchanges.push(exchange);
  const { demo, world } = await startDemoWorld({ environment, closing, onExchange });
  const live = async (name: string): Promise<void> => {
    const step = steps.find((one) => one.name === name);
    if (!step) throw new Error(`the story has no step "${name}"`);
    await step.tell(world);
  };
  return { demo, github: demo.github.url, exchanges, live };
}
