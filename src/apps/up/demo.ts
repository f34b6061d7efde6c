import { randomBytes } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allowedEnvironment } from '#adapters/local/processes/environment.ts';
import { createCheckRunner } from '#emulation/github/check-runner.ts';
import { createGit } from '#emulation/github/git.ts';
import type { CheckRunner, Git } from '#emulation/github/ports.ts';
import type { SeenExchange } from '#emulation/github/api.ts';
import { applicationName, type RepositoryRef } from '#model/ids.ts';
import type { Log } from '#ports/log.ts';
import { Developer } from './people/developer.ts';
import { GitHubUser } from './people/github-user.ts';
import type { Narrate, StoryEnd } from './story/narrator.ts';
import { tellStory } from './story/tell.ts';
import type { StoryWorld } from './story/world.ts';
import { generateAppKeys, type AppKeys } from './world/app-keys.ts';
import { startChecks } from './world/checks.ts';
import { gitEnvironment, type LocalChildren } from './world/children.ts';
import type { Closing } from './world/closing.ts';
import type { Directories } from './world/directories.ts';
import { ownNode } from './world/node-program.ts';
import { startEmulatedGitHub, type EmulatedGitHub } from './world/emulated-github.ts';
import { makeRepository } from './world/example-repository.ts';
import type { Ground } from './world/ground.ts';
import type { Place } from './world/place.ts';
import { publishing } from './world/publishing.ts';
import { clusterPlace, type ClusterSubject } from './cluster/cluster-place.ts';
import { startLocalGround } from './world/local-ground.ts';
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
  /** Sees every exchange with the emulated GitHub: for a judge. */
  readonly onExchange?: (exchange: SeenExchange) => void;
}

/** The example's repository on the emulated GitHub, and who works on it. */
export interface DemoRepository {
  readonly ref: RepositoryRef;
  readonly bare: string;
  readonly developerToken: string;
  /** Somebody pushed to the bare repository. */
  readonly pushed: () => Promise<void>;
}

/** The whole of it on one machine: an emulated GitHub with the example's repository, and our own parts. */
export interface Demo {
  readonly github: EmulatedGitHub;
  readonly repository: DemoRepository;
  readonly ground: Ground;
  readonly platform: Platform;
  /** Lives through the story. Never throws. */
  readonly tell: (narrate: Narrate, signal: AbortSignal) => Promise<StoryEnd>;
}

const EXAMPLE = fileURLToPath(new URL('../../../examples/shop', import.meta.url));
const NAME = 'shop';
const DEVELOPER = 'ana';
const CHECK_TIMEOUT_MS = 60_000;

/** Starts everything that the story needs. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { directories, environment, local, log, closing, proxyPort } = options;
  const directory = join(directories.run, 'github');
  const bare = join(directory, `${NAME}.git`);
  const place = placeOf(options);
  await makeRepository({ bare, files: EXAMPLE, scratch: directories.run, image: place.image });
  const git = createGit({ directoryOf: () => bare, environment: gitEnvironment(environment, local) });
  const keys = await generateAppKeys();
  const github = await startGitHub(options, directory, git, keys);
  const repository = await addRepository(github, bare);
  const runner = publishing(checkRunner(options, directory, git), place, git, directory);
  startChecks({ host: github.host, runner, namesOf: () => ['test'], closing });
  const ground = await place.startGround(bare);
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
  if (place.clear) {
    const clear = () => place.clear?.(ground) ?? Promise.resolve();
    await clear();
    closing.add('example', clear);
  }
  const name = applicationName.parse(NAME);
  await registerApplication(ground.objects, {
    name,
    repository: repository.ref,
    ...(place.labels && { labels: place.labels }),
  });
  const parts = { github, ground, platform, repository };
  return { ...parts, tell: (narrate, signal) => tell(parts, directories, narrate, signal) };
}

function placeOf({ directories, environment, local, log, closing, cluster }: DemoOptions): Place {
  if (cluster) return clusterPlace({ subject: cluster, name: NAME, environment, local, log, closing });
  const options = { environment, local, log, closing, node: ownNode, cacheDirectory: directories.cache };
  return { startGround: async (bare) => startLocalGround({ ...options, mirrorOf: () => bare }) };
}

const startGitHub = (
  { log, closing, onExchange }: DemoOptions,
  directory: string,
  git: Git,
  keys: AppKeys,
): Promise<EmulatedGitHub> =>
  startEmulatedGitHub({
    stateFile: join(directory, 'github.json'),
    git,
    keys,
    account: { login: 'acme', type: 'Organization' },
    log,
    closing,
    ...(onExchange && { onExchange }),
  });

/** With a developer who may write to it. */
async function addRepository(github: EmulatedGitHub, bare: string): Promise<DemoRepository> {
  const developerToken = `ghp_${randomBytes(18).toString('hex')}`;
  github.host.command({ kind: 'createUser', login: DEVELOPER, token: developerToken });
  const ref = github.repository(NAME, { collaborators: [DEVELOPER] });
  const pushed = () => github.pushed(ref, DEVELOPER);
  await pushed();
  return { ref, bare, developerToken, pushed };
}

/** `npm test`, with the Node that services run with. */
function checkRunner({ environment, local }: DemoOptions, directory: string, git: Git): CheckRunner {
  const nodeDirectory = dirname(process.execPath);
  return createCheckRunner({
    prepare: async ({ repositoryId, sha }, files) => {
      await git.checkOut(repositoryId, sha, files);
      return ['npm', 'test'];
    },
    environment: { ...allowedEnvironment(environment, nodeDirectory), HOME: directory, TMPDIR: directory },
    directory: join(directory, 'checks'),
    programs: local.programs,
    timeoutMs: CHECK_TIMEOUT_MS,
  });
}

async function tell(
  parts: Omit<Demo, 'tell'>,
  { run }: Directories,
  narrate: Narrate,
  signal: AbortSignal,
): Promise<StoryEnd> {
  const world = await storyWorld(parts, join(run, DEVELOPER), narrate, signal);
  const end = await tellStory(world);
  const lines = world.visits.map((visit) => JSON.stringify(visit)).join('\n');
  await appendFile(join(run, 'requests.ndjson'), `${lines}\n`);
  return end;
}

/** What the steps of the story need. @param directory where the developer's clone is made */
export async function storyWorld(
  { github, ground, platform, repository }: Omit<Demo, 'tell'>,
  directory: string,
  narrate: Narrate,
  signal: AbortSignal,
): Promise<StoryWorld> {
  const { bare: remote, pushed, ref, developerToken } = repository;
  return {
    developer: await Developer.create({ name: DEVELOPER, directory, remote, pushed }),
    github: new GitHubUser(`${github.url}/repos/${ref.fullName}`, developerToken),
    proxyPort: platform.proxyPort,
    narrate,
    signal,
    visits: [],
    notes: new Map(),
    leftovers: ground.leftovers,
  };
}
