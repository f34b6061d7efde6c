import { createGitHub } from '#adapters/github/github.ts';
import { createLocalObjects, type LocalObjects } from '#adapters/local/objects/objects.ts';
import type { DeliverPorts } from '#features/deliver/ports.ts';
import { directRequest } from '#emulation/github/direct-request.ts';
import { perform } from '#emulation/github/perform.ts';
import { emptyState } from '#emulation/github/state.ts';
import { seededRandom } from '#lib/random.ts';
import { applicationName, stageName, type RepositoryRef } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { digest } from '#model/samples.testing.ts';
import type { Clock } from '#ports/clock.ts';
import type { GitHubWorld } from '#ports/github/github.contract.ts';
import { emulatedWorld, type EmulatedHost } from '#test/contract/emulated-world.testing.ts';

const FILE = `apiVersion: dungeonmaster.dev/v1alpha1
kind: Application
metadata: {name: shop}
spec:
  checks: [test]
  stages: [{name: staging}]
`;

/** Everything that delivery touches: GitHub emulated, objects in memory, every image there. */
export interface EmulatedDelivery extends DeliverPorts {
  readonly world: GitHubWorld;
  readonly objects: LocalObjects;
  /** Goes on by a second whenever it is looked at. */
  readonly clock: Clock;
}

/**
 * A repository with the application `shop`, whose stage is `staging` and whose check is `test`, registered.
 * @param way what each request to GitHub waits for
 */
export async function emulatedDelivery(way: () => Promise<void> = async () => undefined): Promise<EmulatedDelivery> {
  let time = Date.UTC(2026, 10, 23, 10);
  let state = emptyState();
  const now = () => (time += 1_000);
  const host: EmulatedHost = {
    get state() {
      return state;
    },
    command: (command) => void ({ state } = perform(state, command, now())),
  };
  const emulated = emulatedWorld(host, now);
  const { world } = emulated;
  const direct = directRequest({
    read: () => state,
    write: (answer) => void ({ state } = answer),
    trees: emulated.trees,
    identity: { kind: 'installation', installationId: emulated.installationId },
    now,
  });
  const request: typeof direct = async (...asked) => {
    await way();
    return direct(...asked);
  };
  const clock = { now };
  const github = createGitHub({ request, clock, appId: emulated.appId });
  const objects = createLocalObjects({ clock, random: seededRandom(1) });
  const images = { find: async () => ({ name: 'local/shop', digest: digest('a') }) };
  await world.push('main', { 'dungeonmaster.yaml': FILE });
  await register(objects, world.repository);
  return { world, github, objects, images, clock };
}

async function register(objects: LocalObjects, repository: RepositoryRef): Promise<void> {
  const metadata = { name: applicationName.parse('shop'), namespace: HOME_NAMESPACE };
  const spec = { repository, path: 'dungeonmaster.yaml' };
  const applied = await objects.apply(
    'Application',
    { apiVersion: 'dungeonmaster.dev/v1alpha1', kind: 'Application', metadata, spec },
    { fieldManager: 'registration' },
  );
  const status = { stages: [stageName.parse('staging')] };
  await objects.putStatus('Application', metadata, status, { ifVersion: applied.metadata.resourceVersion });
}
