import { randomBytes } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applicationName } from '#model/ids.ts';
import type { Log } from '#ports/log.ts';
import type { SeenExchange } from '#emulation/github/server.ts';
import { Developer } from './people/developer.ts';
import { GitHubUser } from './people/github-user.ts';
import type { Narrate, StoryEnd } from './story/narrator.ts';
import { tellStory } from './story/tell.ts';
import type { StoryWorld } from './story/world.ts';
import type { LocalChildren } from './world/children.ts';
import type { Closing } from './world/closing.ts';
import type { Directories } from './world/directories.ts';
import { startEmulatedGitHub, type EmulatedGitHub } from './world/emulated-github.ts';
import { makeRepository } from './world/example-repository.ts';
import { leftoversOf } from './world/leftovers.ts';
import { registerApplication, startPlatform, type Platform } from './world/platform.ts';

export interface DemoOptions {
  readonly directories: Directories;
  readonly environment: NodeJS.ProcessEnv;
  /** Left out: the usual one, or a free one where that is taken. */
  readonly proxyPort: number | undefined;
  readonly local: LocalChildren;
  readonly log: Log;
  readonly closing: Closing;
  /** Sees every exchange with the emulated GitHub: for a judge. */
  readonly onExchange?: (exchange: SeenExchange) => void;
}

/** The whole of it on one machine: an emulated GitHub with the example's repository, and our own parts. */
export interface Demo {
  readonly github: EmulatedGitHub;
  readonly platform: Platform;
  /** Lives through the story. Never throws. */
  readonly tell: (narrate: Narrate, signal: AbortSignal) => Promise<StoryEnd>;
}

const EXAMPLE = fileURLToPath(new URL('../../../examples/shop', import.meta.url));

/** Starts everything that the story needs. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { directories, environment, local, log, closing, proxyPort, onExchange } = options;
  const nodeDirectory = dirname(process.execPath);
  const directory = join(directories.run, 'github');
  await makeRepository(join(directory, 'shop.git'), EXAMPLE, directories.run);
  const github = await startEmulatedGitHub({
    directory,
    nodeDirectory,
    environment,
    local,
    log,
    closing,
    ...(onExchange && { onExchange }),
  });
  await github.pushed();
  const webhookSecret = randomBytes(32).toString('hex');
  const platform = await startPlatform({
    environment,
    local,
    proxyPort,
    log,
    closing,
    webhookSecret,
    github: github.port,
    cacheDirectory: join(directories.cache, 'images'),
    mirrorOf: () => github.bareRepository,
    secrets: [...github.secrets, webhookSecret],
  });
  github.deliverTo(platform.webhookUrl, webhookSecret);
  await registerApplication(platform.objects, applicationName.parse('shop'), github.repository);
  return { github, platform, tell: (narrate, signal) => tell({ github, platform }, directories, narrate, signal) };
}

async function tell(
  { github, platform }: Pick<Demo, 'github' | 'platform'>,
  directories: Directories,
  narrate: Narrate,
  signal: AbortSignal,
): Promise<StoryEnd> {
  const developer = await Developer.create({
    name: 'ana',
    directory: join(directories.run, 'ana'),
    remote: github.bareRepository,
    pushed: github.pushed,
  });
  const world: StoryWorld = {
    developer,
    github: new GitHubUser(`${github.url}/repos/${github.repository.fullName}`, github.developerToken),
    proxyPort: platform.proxyPort,
    narrate,
    signal,
    visits: [],
    notes: new Map(),
    leftovers: (environment) => leftoversOf(platform.objects, platform.instance, environment),
  };
  const end = await tellStory(world);
  const lines = world.visits.map((visit) => JSON.stringify(visit)).join('\n');
  await appendFile(join(directories.run, 'requests.ndjson'), `${lines}\n`);
  return end;
}
