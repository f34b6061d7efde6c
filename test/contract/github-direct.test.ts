import { AnswerMemory } from '#adapters/github/answer-memory.ts';
import { createGitHub } from '#adapters/github/github.ts';
import { directRequest } from '#emulation/github/direct-request.ts';
import { perform } from '#emulation/github/perform.ts';
import { emptyState } from '#emulation/github/state.ts';
import { githubContract } from '#ports/github/github.contract.ts';
import { createJudge } from '#test/judge/judge.ts';
import { emulatedWorld, type EmulatedHost } from './emulated-world.testing.ts';
import { judgedRequest } from './judged-request.testing.ts';

const judge = createJudge();

githubContract('the adapter and the emulation without HTTP', async () => {
  let time = Date.UTC(2026, 10, 23, 10);
  const now = () => (time += 1_000);
  let state = emptyState();
  const host: EmulatedHost = {
    get state() {
      return state;
    },
    command: (command) => {
      ({ state } = perform(state, command, now()));
    },
  };
  const { world, trees, appId, installationId } = emulatedWorld(host, now);
  const direct = directRequest({
    read: () => state,
    write: (answer) => {
      ({ state } = answer);
    },
    trees,
    identity: { kind: 'installation', installationId },
    now,
  });
  const { request, verdict } = judgedRequest(judge, direct);
  const github = createGitHub({ request, memory: new AnswerMemory(), clock: { now }, appId });
  return { github, world, close: async () => verdict() };
});
