import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SeenExchange } from '#emulation/github/api.ts';
import { systemTimers as timers } from '#adapters/node/time.ts';
import { applicationName } from '#model/ids.ts';
import type { Log } from '#ports/log.ts';
import { takeLead } from './cluster/take-lead.ts';
import { clusterPlace, type ClusterSubject } from './cluster/cluster-place.ts';
import { EXAMPLE_NAME, startExample, storyWorld, type Example } from './example.ts';
import type { Narrate, StoryEnd } from './story/narrator.ts';
import { tellStory } from './story/tell.ts';
import type { LocalChildren } from './world/children.ts';
import type { Closing } from './world/closing.ts';
import type { Directories } from './world/directories.ts';
import type { Ground } from './world/ground.ts';
import { startLocalGround } from './world/local-ground.ts';
import { ownNode } from './world/node-program.ts';
import type { Place } from './world/place.ts';
import { registerApplication, startPlatform, type Platform } from './world/platform.ts';

export interface DemoOptions {
  readonly directories: Directories;
  readonly environment: NodeJS.ProcessEnv;
  /** Left out: the usual one, or a free one where that is taken. */
  readonly proxyPort: number | undefined;
  readonly local: LocalChildren;
  readonly log: Log;
  readonly closing: Closing;
  /** A cluster that the services run on; left out: this machine. */
  readonly cluster?: ClusterSubject | undefined;
  /** Aborts when the start is to be broken off. */
  readonly signal?: AbortSignal;
  /** Sees every exchange with the emulated GitHub: for a judge. */
  readonly onExchange?: (exchange: SeenExchange) => void;
}

/** The whole of it: an emulated GitHub with the example's repository, and our own parts in this process. */
export interface Demo extends Example {
  readonly ground: Ground;
  readonly platform: Platform;
  /** Lives through the story. Never throws. */
  readonly tell: (narrate: Narrate, signal: AbortSignal) => Promise<StoryEnd>;
  /** Takes away what outlives this process; closing does it as well, but cannot tell what went wrong. */
  readonly clear: () => Promise<void>;
}

/** Starts everything that the story needs. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { directories, log, closing, proxyPort } = options;
  const place = placeOf(options);
  const example = await startExample({ ...options, place });
  const { github, keys, repository } = example;
  const ground = await place.startGround(repository.bare);
  const platform = await startPlatform({
    ground,
    proxyPort,
    log,
    closing,
    github: github.port,
    webhookSecret: keys.webhookSecret,
    secrets: [keys.privateKey, keys.webhookSecret, repository.developerToken],
  });
  github.deliverTo(platform.webhookUrl);
  let registering: Promise<unknown> = Promise.resolve();
  const clear = await clearPlace(place, ground, { ...options, before: () => registering });
  const name = applicationName.parse(EXAMPLE_NAME);
  const { labels = {} } = place;
  options.signal?.throwIfAborted();
  registering = registerApplication(ground.objects, { name, repository: repository.ref, labels });
  await registering;
  const parts = { ...example, ground, platform };
  return { ...parts, clear, tell: (narrate, signal) => tell(parts, directories, narrate, signal) };
}

function placeOf({ directories, environment, local, log, closing, cluster }: DemoOptions): Place {
  if (cluster) return clusterPlace({ subject: cluster, name: EXAMPLE_NAME, environment, local, log, closing });
  const options = { environment, local, log, closing, node: ownNode, cacheDirectory: directories.cache };
  return { startGround: async (bare) => startLocalGround({ ...options, mirrorOf: () => bare }) };
}

interface Clearing extends Pick<DemoOptions, 'closing' | 'signal'> {
  /** What is still on its way there. */
  readonly before: () => Promise<unknown>;
}

/** Clears it once nobody else works there. @returns clears it at the end, once */
async function clearPlace(
  { clear }: Place,
  ground: Ground,
  { closing, signal, before }: Clearing,
): Promise<Demo['clear']> {
  if (!clear) return async () => undefined;
  await takeLead(ground.election, timers, signal);
  await clear(ground);
  let cleared: Promise<void> | undefined;
  const clearAtLast = async (): Promise<void> => {
    await Promise.allSettled([before()]);
    await clear(ground);
  };
  const clearOnce = () => (cleared ??= clearAtLast());
  closing.add('example', clearOnce);
  return clearOnce;
}

async function tell(
  parts: Omit<Demo, 'tell' | 'clear'>,
  { run }: Directories,
  narrate: Narrate,
  signal: AbortSignal,
): Promise<StoryEnd> {
  const { proxyPort } = parts.platform;
  const { leftovers } = parts.ground;
  const world = await storyWorld(parts, run, { proxyPort, leftovers, narrate, signal });
  const end = await tellStory(world);
  const lines = world.visits.map((visit) => JSON.stringify(visit)).join('\n');
  await appendFile(join(run, 'requests.ndjson'), `${lines}\n`);
  return end;
}
