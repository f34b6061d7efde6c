import type { HttpGetProbe } from '#model/kubernetes/workload.ts';
import type { Container } from '#ports/containers.ts';
import { sleep, type Timers } from '#ports/timers.ts';

/** Until a container is ready for the first time it is asked more often, so that a start is not a second longer. */
const FIRST_PERIOD_MS = 100;
/** A container that is still not ready after so many probes is asked in the period of its startup probe. */
const FIRST_PROBES = 100;
const PERIOD_SECONDS = 1;
const TIMEOUT_SECONDS = 1;
const FAILURE_THRESHOLD = 3;

interface Readiness {
  readonly ready: boolean;
  readonly wasReady: boolean;
  readonly failures: number;
}

/** Tells when a container becomes ready and when it no longer is, until the signal aborts. */
export async function followReadiness(
  { container, timers, signal }: { container: Container; timers: Timers; signal: AbortSignal },
  { readinessProbe: probe, startupProbe }: { readinessProbe: HttpGetProbe; startupProbe?: HttpGetProbe },
  tell: (ready: boolean) => void,
): Promise<void> {
  const { periodSeconds = PERIOD_SECONDS, timeoutSeconds = TIMEOUT_SECONDS } = probe;
  const startSeconds = startupProbe?.periodSeconds ?? periodSeconds;
  let now: Readiness = { ready: false, wasReady: false, failures: 0 };
  for (let count = 0; !signal.aborted; count++) {
    const answers = await container.probe(probe.httpGet.path, timeoutSeconds * 1000);
    if (signal.aborted) return;
    const next = afterProbe(now, answers, probe.failureThreshold ?? FAILURE_THRESHOLD);
    if (next.ready !== now.ready) tell(next.ready);
    now = next;
    const pauseMs = now.wasReady ? periodSeconds * 1000 : startPauseMs(count, startSeconds);
    await sleep(timers, pauseMs, signal);
  }
}

const startPauseMs = (count: number, startSeconds: number): number =>
  count < FIRST_PROBES ? FIRST_PERIOD_MS : startSeconds * 1000;

function afterProbe({ ready, wasReady, failures }: Readiness, answers: boolean, threshold: number): Readiness {
  if (answers) return { ready: true, wasReady: true, failures: 0 };
  return { ready: ready && failures + 1 < threshold, wasReady, failures: failures + 1 };
}
