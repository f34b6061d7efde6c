import { createLocalObjects } from '#adapters/local/objects/objects.ts';
import { seededRandom } from '#lib/random.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { objectsContract } from '#ports/objects/objects.contract.ts';

const HISTORY_LENGTH = 50;

objectsContract('local mode', async () => {
  const objects = createLocalObjects({
    clock: { now: () => Date.parse('2026-01-02T03:04:05Z') },
    random: seededRandom(1),
    historyLength: HISTORY_LENGTH,
  });
  return {
    objects,
    forget: async () => {
      for (let count = 0; count <= HISTORY_LENGTH; count++) await touch(count);
    },
    close: async () => undefined,
  };

  async function touch(count: number): Promise<void> {
    const metadata = { name: 'noise', namespace: HOME_NAMESPACE };
    const spec = { holderIdentity: String(count) };
    await objects.apply(
      'Lease',
      { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec },
      { fieldManager: 'noise' },
    );
  }
});
