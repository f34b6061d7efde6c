import { complain } from '#dev/complain.ts';
import { directoryOf } from '#dev/cluster/own.ts';
import { removeCluster } from '#dev/cluster/removal.ts';

/** `node dev/cluster/janitor/main.ts NUMBER`: removes the cluster of a test when standard input ends. */
const number = Number(process.argv[2]);

// Whoever means the test may hit it too: it ends after the test, by itself.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

process.stdin.resume();
process.stdin.once('close', () => void remove());

async function remove(): Promise<void> {
  try {
    await removeCluster(number, directoryOf(number));
  } catch (error) {
    process.exitCode = complain(error);
  }
}
