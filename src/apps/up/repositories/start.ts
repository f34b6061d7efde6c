import { userInfo } from 'node:os';
import { join } from 'node:path';
import { allowedEnvironment } from '#adapters/local/processes/environment.ts';
import type { GitRun } from '#adapters/local/repository/git.ts';
import { locateRepository, type LocatedRepository } from '#adapters/local/repository/locate.ts';
import { systemTimers as timers } from '#adapters/node/time.ts';
import { createGit } from '#emulation/github/git.ts';
import type { Git } from '#emulation/github/ports.ts';
import type { RepositoryRef } from '#model/ids.ts';
import type { GitHubByUse } from '#ports/github/by-use.ts';
import type { Log } from '#ports/log.ts';
import type { AppKeys } from '#apps/up/world/app-keys.ts';
import { startChecks } from '#apps/up/world/checks.ts';
import { gitEnvironment, type LocalChildren } from '#apps/up/world/children.ts';
import type { Closing } from '#apps/up/world/closing.ts';
import type { Directories } from '#apps/up/world/directories.ts';
import { nodeOfUser, type NodeProgram } from '#apps/up/world/node-program.ts';
import { startEmulatedGitHub, type EmulatedGitHub } from '#apps/up/world/emulated-github.ts';
import type { Ground } from '#apps/up/world/ground.ts';
import { startLocalGround, type LocalGround } from '#apps/up/world/local-ground.ts';
import { registerApplication, startPlatform, type Platform } from '#apps/up/world/platform.ts';
import { createOwnCheckRunner } from './check-runner.ts';
import { CheckNames } from './check-names.ts';
import { gitHubWithDefault } from './default-files.ts';
import { runningEvent, type OwnEvent } from './events.ts';
import { FollowedRepository } from './followed.ts';
import { keepObjects, loadObjects } from './kept-objects.ts';
import { keysOf } from './kept-keys.ts';
import type { Known } from './known.ts';
import { loginOf } from './login.ts';
import type { AskPeople } from './open-questions.ts';
import type { OwnRepository } from './repository.ts';
import { createSeenBranches } from './seen-branches.ts';
import { settleRepositories } from './settle.ts';
import { openState, type State } from './state.ts';
import { watchRepositories } from './watching.ts';

export interface OwnOptions {
  /** What the user named. */
  readonly paths: readonly string[];
  /** Branches that are shown however old they are. */
  readonly branches: readonly string[];
  /** How many branches are shown at the first look. */
  readonly limit: number;
  readonly directories: Directories;
  readonly environment: NodeJS.ProcessEnv;
  /** Left out: the usual one, or a free one where that is taken. */
  readonly proxyPort: number | undefined;
  /** Undefined where nobody is there to answer. */
  readonly ask: AskPeople | undefined;
  readonly local: LocalChildren;
  readonly log: Log;
  readonly closing: Closing;
  readonly tell: (event: OwnEvent) => void;
  /** Aborts when the run shall end, also while it starts. */
  readonly signal: AbortSignal;
}

export interface Own {
  readonly github: EmulatedGitHub;
  /** What our own parts see of it: a missing file has a default. */
  readonly port: GitHubByUse;
  readonly ground: Ground;
  readonly platform: Platform;
  readonly repositories: readonly OwnRepository[];
}

const GITHUB_PORT = 4401;

/** Runs repositories of the user: an emulated GitHub that follows them, and our own parts. */
export async function startOwn(options: OwnOptions): Promise<Own> {
  const { closing, local, environment, tell } = options;
  const run: GitRun = { environment: gitEnvironment(environment, local), signal: options.signal };
  const sources = await locateAll(options.paths, run);
  const { instance } = local.children;
  const onUnreadable = (path: string) =>
    tell({ event: 'notice', message: `a file of the run before could not be read, and is made anew: ${path}` });
  const directories = sources.map((one) => one.gitDirectory);
  const state = await openState({ repositories: directories, environment, instance, onUnreadable });
  closing.add('state', () => state.close());
  const onRead = ({ path }: LocatedRepository) => tell({ event: 'reading', path });
  const repositories = await settleRepositories(sources, { state, run, ask: options.ask, onRead });
  const node = await nodeOfUser(environment, local.programs);
  return new Composition(options, { state, run, repositories, node }).start();
}

/** One that is named twice is run once. */
async function locateAll(paths: readonly string[], run: GitRun): Promise<readonly LocatedRepository[]> {
  const found: LocatedRepository[] = [];
  for (const path of paths) {
    const source = await locateRepository(path, run);
    if (!found.some(({ gitDirectory }) => gitDirectory === source.gitDirectory)) found.push(source);
  }
  return found;
}

/** What is known before anything runs. */
interface Settled {
  readonly state: State;
  readonly run: GitRun;
  readonly repositories: readonly OwnRepository[];
  readonly node: NodeProgram;
}

class Composition {
  readonly #options: OwnOptions;
  readonly #state: State;
  readonly #run: GitRun;
  readonly #node: NodeProgram;
  readonly #repositories: readonly OwnRepository[];
  readonly #known = new Map<number, Known>();
  readonly #actor: string;

  constructor(options: OwnOptions, { state, run, repositories, node }: Settled) {
    this.#options = options;
    this.#node = node;
    this.#state = state;
    this.#run = run;
    this.#repositories = repositories;
    this.#actor = loginOf(userInfo().username);
  }

  async start(): Promise<Own> {
    const { closing, log, local, directories, environment, tell, signal, branches } = this.#options;
    const keys = await keysOf(this.#state);
    const github = await this.#startGitHub(keys);
    const names = new CheckNames(github.host);
    for (const repository of this.#repositories) this.#know(repository, github, names);
    const port = gitHubWithDefault(github.port, this.#readDefault);
    const ground = await this.#startGround(github.isNew);
    const platform = await this.#startPlatform(ground, port, keys);
    signal.throwIfAborted();
    const { objects, images, builds } = ground;
    closing.add('kept-objects', keepObjects(objects, this.#state, timers, log));
    const runner = createOwnCheckRunner({
      repositoryOf: (id) => {
        const known = this.#known.get(id);
        return known && { ref: known.ref, files: known.repository.files };
      },
      images,
      builds,
      programs: local.programs,
      environment: allowedEnvironment(environment, this.#node.directory),
      timers,
      onRunning: (check, ms) =>
        tell(runningEvent(this.#known.get(check.repositoryId)?.repository.name ?? '', check, ms)),
      directory: join(directories.run, 'checks'),
    });
    startChecks({ host: github.host, runner, namesOf: names.of, closing });
    github.deliverTo(platform.webhookUrl);
    for (const { repository, ref } of this.#known.values())
      await registerApplication(objects, { name: repository.application, repository: ref });
    const known = [...this.#known.values()];
    await watchRepositories({ known, branches, github, tell, timers, log, closing });
    return { github, port, ground, platform, repositories: this.#repositories };
  }

  #startGitHub(keys: AppKeys): Promise<EmulatedGitHub> {
    const { log, closing } = this.#options;
    const stateFile = join(this.#state.directory, 'github.json');
    const account = { login: this.#actor, type: 'User' } as const;
    const where = { stateFile, usualPort: GITHUB_PORT };
    return startEmulatedGitHub({ ...where, git: this.#git(), keys, account, isLimited: false, log, closing });
  }

  /** git, whose branches are those that are shown. */
  #git(): Git {
    const git = createGit({ directoryOf: this.#mirrorOf, environment: this.#run.environment });
    return { ...git, heads: async (id) => this.#known.get(id)?.followed.heads ?? new Map<string, string>() };
  }

  /** Of a number that is none of ours git finds nothing. */
  readonly #mirrorOf = (id: number): string => this.#known.get(id)?.repository.mirror.directory ?? '/dev/null';

  #know(repository: OwnRepository, github: EmulatedGitHub, names: CheckNames): void {
    const { log, limit, branches, tell } = this.#options;
    const { mirror, name, files, source } = repository;
    const ref = github.repository(name, { defaultBranch: source.base });
    const followed = new FollowedRepository({
      mirror,
      repository: ref,
      actor: this.#actor,
      host: github.host,
      pushed: () => github.pushed(ref, this.#actor),
      seen: createSeenBranches(this.#state, name),
      limit,
      wanted: new Set(branches),
      onBase: async (sha) => names.set(ref.id, source.base, await files.at(sha)),
      onTrouble: (message = 'it can be followed again') => tell({ event: 'notice', repository: name, message }),
      log,
    });
    this.#known.set(ref.id, { repository, ref, followed });
  }

  readonly #readDefault = async ({ id }: RepositoryRef, ref: string): Promise<string | undefined> => {
    const known = this.#known.get(id);
    if (!known) return undefined;
    return (await known.repository.files.at(known.followed.heads.get(ref) ?? ref)).text;
  };

  /** Objects that were made from what another GitHub said are none of this one's. */
  async #startGround(isNew: boolean): Promise<LocalGround> {
    const { environment, local, log, closing, directories, tell } = this.#options;
    const snapshot = isNew ? undefined : await loadObjects(this.#state);
    return startLocalGround({
      environment,
      local,
      log,
      closing,
      node: this.#node,
      cacheDirectory: directories.cache,
      mirrorOf: ({ id }) => this.#mirrorOf(id),
      onBuild: (progress) => tell({ event: 'build', ...progress }),
      ...(snapshot && { snapshot }),
    });
  }

  #startPlatform(ground: Ground, github: GitHubByUse, keys: AppKeys): Promise<Platform> {
    const { proxyPort, log, closing } = this.#options;
    const { privateKey, webhookSecret } = keys;
    return startPlatform({
      ground,
      github,
      proxyPort,
      log,
      closing,
      webhookSecret,
      secrets: [privateKey, webhookSecret],
    });
  }
}
