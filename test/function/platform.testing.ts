import type { TestContext } from 'node:test';
import { createGitHub } from '#adapters/github/github.ts';
import { createLocalObjects, type LocalObjects } from '#adapters/local/objects/objects.ts';
import { systemClock, systemTimers } from '#adapters/node/time.ts';
import { startController } from '#apps/controller/create.ts';
import { createWake } from '#apps/function/wake.ts';
import { directRequest } from '#emulation/github/direct-request.ts';
import { perform, type Command } from '#emulation/github/perform.ts';
import { emptyState, type GitHubState } from '#emulation/github/state.ts';
import { seededRandom } from '#lib/random.ts';
import { applicationName } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { digest } from '#model/samples.testing.ts';
import type { GitHubWorld } from '#ports/github/github.contract.ts';
import { forEveryUse } from '#ports/github/by-use.testing.ts';
import type { GitHub } from '#ports/github/github.ts';
import { silentLog } from '#ports/log.ts';
import { noIsolation } from '#ports/isolation.ts';
import type { Objects } from '#ports/objects/objects.ts';
import { alwaysLeading } from '#runtime/leadership/election.ts';
import { emulatedWorld, type EmulatedHost } from '#test/contract/emulated-world.testing.ts';
import { send, startEdge, type Answer, type Edge } from './edge.testing.ts';

const FILE = `apiVersion: dungeonmaster.dev/v1alpha1
kind: Application
metadata: {name: shop}
spec: {checks: [test]}
`;
const shop = applicationName.parse('shop');

/** An emulated GitHub, a cluster's objects, and any number of functions between them. */
export interface TestPlatform {
  readonly world: GitHubWorld;
  readonly github: GitHub;
  readonly objects: LocalObjects;
  readonly state: () => GitHubState;
  /** Somebody does something on GitHub. */
  readonly act: (command: Command) => void;
  /** A function of its own on a port of its own. @param over stands before the cluster's objects */
  startFunction(context: TestContext, over?: (objects: Objects) => Objects, deadlineMs?: number): Promise<Edge>;
  /** The controller, which reports; it is stopped when the test ends. */
  startController(context: TestContext): Promise<void>;
}

export async function createPlatform(): Promise<TestPlatform> {
  let time = Date.UTC(2026, 10, 23, 10);
  const now = () => (time += 1_000);
  let state = emptyState();
  const host: EmulatedHost = {
    get state() {
      return state;
    },
    command: (command) => void ({ state } = perform(state, command, now())),
  };
  const { world, trees, appId, installationId } = emulatedWorld(host, now);
  const identity = { kind: 'installation', installationId } as const;
  const write = (answer: { readonly state: GitHubState }) => void ({ state } = answer);
  const github = createGitHub({
    request: directRequest({ read: () => state, write, trees, identity, now }),
    clock: { now },
    appId,
  });
  const random = seededRandom(1);
  const objects = createLocalObjects({ clock: systemClock, random });
  const images = { find: async () => ({ name: 'local/shop', digest: digest('a') }) };
  const ports = { github, images, random, clock: systemClock, timers: systemTimers, log: silentLog };
  await world.push('main', { 'dungeonmaster.yaml': FILE });
  await objects.apply(
    'Application',
    {
      apiVersion: 'dungeonmaster.dev/v1alpha1',
      kind: 'Application',
      metadata: { name: shop, namespace: HOME_NAMESPACE },
      spec: { repository: world.repository, path: 'dungeonmaster.yaml' },
    },
    { fieldManager: 'registration' },
  );
  return {
    world,
    github,
    objects,
    state: () => state,
    act: (command) => host.command(command),
    startFunction(context, over = (same) => same, deadlineMs = 8_000) {
      const { wake } = createWake({ ...ports, objects: over(objects) });
      return startEdge(context, { wake, deadlineMs });
    },
    async startController(context) {
      const podLogs = { tail: async () => [] };
      const config = {
        urlOf: (name: string) => `http://${name}.test/`,
        redact: (text: string) => text,
        resyncMs: 60_000,
      };
      const more = { github: forEveryUse(github), objects, podLogs, isolation: noIsolation, election: alwaysLeading() };
      const controller = await startController({ ...ports, ...more }, config);
      context.after(() => controller.stop());
    },
  };
}

export type PullRequestAction = 'opened' | 'synchronize' | 'closed' | 'reopened' | 'labeled';

/** GitHub's delivery about one pull request, with an id of its own unless one is given. */
export function tell(
  edge: Edge,
  { repository }: GitHubWorld,
  action: PullRequestAction,
  { guid = crypto.randomUUID(), number = 1 } = {},
): Promise<Answer> {
  const body = { action, number, repository: { id: repository.id, full_name: repository.fullName } };
  return send(edge, JSON.stringify(body), { 'x-github-delivery': guid });
}

/** A pull request whose checks passed. */
export async function openPassing(world: GitHubWorld, branch = 'cart') {
  const head = await world.push(branch, { 'cart.js': '1' });
  const number = await world.openPullRequest(branch);
  await world.check(head, 'test', 'success');
  return { head, number };
}

export const records = (platform: TestPlatform, number = 1) =>
  platform.github.deployments.list(platform.world.repository, {
    environment: 'preview',
    task: `preview-pr-${number}`,
  });

export const environments = async ({ objects }: TestPlatform) => (await objects.list('Environment')).items;
