import { createGitHub } from '#adapters/github/github.ts';
import { directRequest } from '#emulation/github/direct-request.ts';
import { githubContract } from '#ports/github/github.contract.ts';
import { emulatedWorld, stateCell } from './emulated-world.testing.ts';

githubContract('the adapter and the emulation without HTTP', async () => {
  let time = Date.UTC(2026, 10, 23, 10);
  const now = () => (time += 1_000);
  const cell = stateCell();
  const { world, trees, appId, installationId } = emulatedWorld(cell, now);
  const request = directRequest({
    read: () => cell.get(),
    write: ({ state }) => cell.set(state),
    trees,
    identity: { kind: 'installation', installationId },
    now,
  });
  const github = createGitHub({ request, clock: { now }, appId });
  return { github, world, close: async () => undefined };
});
