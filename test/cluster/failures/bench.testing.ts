import { createGitHub } from '#adapters/github/github.ts';
import { clusterOfContext } from '#adapters/kubernetes/kubeconfig.ts';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { startController } from '#apps/controller/create.ts';
import { startClusterGround } from '#apps/up/cluster/cluster-ground.ts';
import { startChildren } from '#apps/up/world/children.ts';
import { Closing } from '#apps/up/world/closing.ts';
import type { Ground } from '#apps/up/world/ground.ts';
import type { Cluster } from '#dev/cluster/cluster.ts';
import { startTestCluster } from '#dev/cluster/for-test.ts';
import { directRequest } from '#emulation/github/direct-request.ts';
import { perform } from '#emulation/github/perform.ts';
import { emptyState } from '#emulation/github/state.ts';
import type { CanaryConfig } from '#features/canary/config.ts';
import { nodeCanary } from '#features/canary/node-canary.ts';
import { RULES_VERSION } from '#features/deliver/ports.ts';
import { redactor } from '#lib/redact.ts';
import { applicationName, previewName, stageEnvironmentName, stageName } from '#model/ids.ts';
import { forEveryUse } from '#ports/github/by-use.testing.ts';
import type { GitHub } from '#ports/github/github.ts';
import type { GitHubWorld } from '#ports/github/github.contract.ts';
import type { Images } from '#ports/images.ts';
import { silentLog as log } from '#ports/log.ts';
import { alwaysLeading } from '#runtime/leadership/election.ts';
import { emulatedWorld, type EmulatedHost } from '#test/contract/emulated-world.testing.ts';
import { createAudit, type Audit } from './audit.testing.ts';
import { pushServiceImages, type ServiceImages } from './images.testing.ts';
import { SECRET } from './programs.testing.ts';
import { TestEnvironment } from './environment.testing.ts';

/** A real cluster of two nodes, our controller on it in this process, and an emulated GitHub that it reports to. */
export interface Bench {
  readonly cluster: Cluster;
  readonly ground: Ground;
  readonly images: ServiceImages;
  readonly canary: CanaryConfig;
  readonly audit: Audit;
  readonly github: GitHub;
  readonly repository: GitHubWorld['repository'];
  /** The environment of a pull request of its own, for an application of this name. */
  preview(application: string, fork?: 'fork'): Promise<TestEnvironment>;
  /** The environment of a stage, whose amounts are not limited. */
  stage(application: string): Promise<TestEnvironment>;
  close(): Promise<void>;
}

/** The bench of the test that runs now. */
export type UseBench = () => Bench;

const USER_AGENT = 'dm';
const random = Math.random;
const now = () => clock.now();
const images: Images = { find: async () => undefined };

export async function startBench(): Promise<Bench> {
  const closing = new Closing(log);
  const audit = createAudit(USER_AGENT);
  closing.add('audit', async () => audit.remove());
  try {
    const cluster = await startTestCluster({ nodes: 2, apiServerArguments: audit.apiServerArguments });
    closing.add('cluster', () => cluster.close());
    return await benchOn(cluster, audit, closing);
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function benchOn(cluster: Cluster, audit: Audit, closing: Closing): Promise<Bench> {
  const { programs } = startChildren({ log, closing });
  const pushed = await pushServiceImages(cluster.registryAddress, programs);
  process.env['KUBECONFIG'] = cluster.kubeconfigFile;
  const ground = await startClusterGround({
    cluster: await clusterOfContext('dungeon-master'),
    images,
    log,
    closing,
  });
  const { github, world } = gitHub();
  const canary = nodeCanary(`${pushed.first.image}@${pushed.first.digest}`);
  const controller = await startController(
    { ...ground, github: forEveryUse(github), clock, timers, random, log, election: alwaysLeading() },
    { urlOf: (name) => `http://${name}.test/`, redact: redactor([SECRET]), resyncMs: 60_000, canary },
  );
  closing.add('controller', () => controller.stop());

  const ports = { objects: ground.objects, github, images };
  const { repository } = world;
  const updatedAt = new Date().toISOString();
  const common = { repository, rulesVersion: RULES_VERSION };
  return {
    cluster,
    ground,
    images: pushed,
    canary,
    audit,
    github,
    repository,
    preview: async (name, fork) => {
      const application = applicationName.parse(name);
      const head = await world.push(name);
      const number = await world.openPullRequest(name);
      const pullRequest = { number, head, fork: fork !== undefined, updatedAt };
      return new TestEnvironment(ports, ground.reader, previewName(application, number), {
        ...common,
        application,
        pullRequest,
      });
    },
    stage: async (name) => {
      const application = applicationName.parse(name);
      const head = await world.push('main');
      const stage = { name: stageName.parse('staging'), branch: 'main', head, updatedAt };
      const spec = { ...common, application, stage };
      return new TestEnvironment(ports, ground.reader, stageEnvironmentName(application, stage.name), spec);
    },
    close: () => closing.close(),
  };
}

/** In this process. */
function gitHub(): { readonly github: GitHub; readonly world: GitHubWorld } {
  let state = emptyState();
  const host: EmulatedHost = {
    get state() {
      return state;
    },
    command: (command) => void ({ state } = perform(state, command, now())),
  };
  const { world, trees, appId, installationId } = emulatedWorld(host, now);
  const identity = { kind: 'installation', installationId } as const;
  const write = (answer: { readonly state: typeof state }) => void ({ state } = answer);
  const request = directRequest({ read: () => state, write, trees, identity, now });
  return { github: createGitHub({ request, clock, appId }), world };
}
