import { startDemo, type Demo, type DemoOptions } from '#apps/up/demo.ts';
import { storyWorld } from '#apps/up/example.ts';
import type { StoryWorld } from '#apps/up/story/world.ts';
import { startChildren, type LocalChildren } from '#apps/up/world/children.ts';
import { makeDirectories, type Directories } from '#apps/up/world/directories.ts';
import { silentLog } from '#ports/log.ts';

/** Local mode with the example, and nobody who tells its story. */
export interface DemoWorld {
  readonly demo: Demo;
  readonly directories: Directories;
  readonly local: LocalChildren;
  /** The people of the story, who can be asked to do things. */
  readonly world: StoryWorld;
}

/** Starts it on free ports; all of it ends with `closing`. */
export async function startDemoWorld({
  environment,
  closing,
  ...more
}: Pick<DemoOptions, 'environment' | 'closing' | 'onExchange'>): Promise<DemoWorld> {
  const local = startChildren({ log: silentLog, closing });
  const directories = await makeDirectories(environment, local);
  closing.add('directories', directories.remove);
  const demo = await startDemo({ directories, environment, local, proxyPort: 0, log: silentLog, closing, ...more });
  const world = await storyWorld(demo, directories.run, {
    proxyPort: demo.platform.proxyPort,
    leftovers: demo.ground.leftovers,
    narrate: () => undefined,
    signal: new AbortController().signal,
  });
  return { demo, directories, local, world };
}
