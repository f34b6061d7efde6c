import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allowedEnvironment } from '#adapters/local/processes/environment.ts';
import { createCheckRunner } from '#emulation/github/check-runner.ts';
import { createGit } from '#emulation/github/git.ts';
import type { CheckRunner, Git } from '#emulation/github/ports.ts';
import type { SeenExchange } from '#emulation/github/api.ts';
import type { RepositoryRef } from '#model/ids.ts';
import type { Log } from '#ports/log.ts';
import { Developer } from './people/developer.ts';
import { GitHubUser } from './people/github-user.ts';
import type { StoryWorld } from './story/world.ts';
import { generateAppKeys, type AppKeys } from './world/app-keys.ts';
import { startChecks } from './world/checks.ts';
import { gitEnvironment, type LocalChildren } from './world/children.ts';
import type { Closing } from './world/closing.ts';
import type { Directories } from './world/directories.ts';
import { startEmulatedGitHub, type EmulatedGitHub } from './world/emulated-github.ts';
import { makeRepository } from './world/example-repository.ts';
import type { Place } from './world/place.ts';
import { publishing } from './world/publishing.ts';

export interface ExampleOptions {
  readonly place: Pick<Place, 'image' | 'publish'>;
  readonly directories: Directories;
  readonly environment: NodeJS.ProcessEnv;
  readonly local: LocalChildren;
  readonly log: Log;
  readonly closing: Closing;
  /** Where the emulated GitHub listens; loopback when left out. */
  readonly hostname?: string;
  /** Sees every exchange with the emulated GitHub: for a judge. */
  readonly onExchange?: ((exchange: SeenExchange) => void) | undefined;
}

/** The example's repository on the emulated GitHub, and who works on it. */
export interface DemoRepository {
  readonly ref: RepositoryRef;
  readonly bare: string;
  readonly developerToken: string;
  /** Somebody pushed to the bare repository. */
  readonly pushed: () => Promise<void>;
}

/** An emulated GitHub with the example's repository, whose checks are run, and whoever works on it. */
export interface Example {
  readonly github: EmulatedGitHub;
  readonly keys: AppKeys;
  readonly repository: DemoRepository;
}

/** Of the application, as its file has it. */
export const EXAMPLE_NAME = 'shop';
const FILES = fileURLToPath(new URL('../../../examples/shop', import.meta.url));
const DEVELOPER = 'ana';
const CHECK_TIMEOUT_MS = 60_000;

/** Starts everything of the story that is not ours: GitHub, the repository and its checks. */
export async function startExample(options: ExampleOptions): Promise<Example> {
  const { place, directories, environment, local, closing } = options;
  const directory = join(directories.run, 'github');
  const bare = join(directory, `${EXAMPLE_NAME}.git`);
  await makeRepository({ bare, files: FILES, scratch: directories.run, image: place.image });
  const git = createGit({ directoryOf: () => bare, environment: gitEnvironment(environment, local) });
  const keys = await generateAppKeys();
  const github = await startGitHub(options, directory, git, keys);
  const repository = await addRepository(github, bare);
  const runner = publishing(checkRunner(options, directory, git), place, git, directory);
  startChecks({ host: github.host, runner, namesOf: () => ['test'], closing });
  return { github, keys, repository };
}

const startGitHub = (
  { log, closing, hostname, onExchange }: ExampleOptions,
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
    ...(hostname !== undefined && { hostname }),
    ...(onExchange && { onExchange }),
  });

/** With a developer who may write to it. */
async function addRepository(github: EmulatedGitHub, bare: string): Promise<DemoRepository> {
  const developerToken = `ghp_${randomBytes(18).toString('hex')}`;
  github.host.command({ kind: 'createUser', login: DEVELOPER, token: developerToken });
  const ref = github.repository(EXAMPLE_NAME, { collaborators: [DEVELOPER] });
  const pushed = () => github.pushed(ref, DEVELOPER);
  await pushed();
  return { ref, bare, developerToken, pushed };
}

/** `npm test`, with the Node that services run with. */
function checkRunner({ environment, local }: ExampleOptions, directory: string, git: Git): CheckRunner {
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

/** What the people of the story have besides. */
export type StoryPlace = Pick<StoryWorld, 'proxyPort' | 'narrate' | 'signal' | 'leftovers'>;

/** What the steps of the story need. @param run a directory, for the developer's clone among others */
export async function storyWorld({ github, repository }: Example, run: string, place: StoryPlace): Promise<StoryWorld> {
  const { bare: remote, pushed, ref, developerToken } = repository;
  const directory = join(run, DEVELOPER);
  return {
    ...place,
    developer: await Developer.create({ name: DEVELOPER, directory, remote, pushed }),
    github: new GitHubUser(`${github.url}/repos/${ref.fullName}`, developerToken),
    visits: [],
    notes: new Map(),
  };
}
