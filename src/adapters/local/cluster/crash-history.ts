/** What a container's exits so far add up to. */
export interface CrashHistory {
  readonly quickExits: number;
  readonly pauses: number;
}

export const noCrashes: CrashHistory = { quickExits: 0, pauses: 0 };

/** What follows an exit. */
export interface AfterExit {
  readonly history: CrashHistory;
  readonly crashLoop: boolean;
  readonly pauseMs: number;
}

/** An exit so soon after the start is a crash. */
const QUICK_MS = 10_000;
const CRASHES_OF_A_LOOP = 2;
/** Forgets what was before, as the kubelet does. */
const STABLE_MS = 600_000;

/** Two exits within ten seconds of their start are a crash loop. @param ranMs how long the container ran */
export function afterExit(before: CrashHistory, ranMs: number): AfterExit {
  const { quickExits, pauses } = ranMs >= STABLE_MS ? noCrashes : before;
  const quick = quickExits + (ranMs < QUICK_MS ? 1 : 0);
  if (quick < CRASHES_OF_A_LOOP) return { history: { quickExits: quick, pauses }, crashLoop: false, pauseMs: 0 };
  return { history: { quickExits: quick, pauses: pauses + 1 }, crashLoop: true, pauseMs: backoffMs(pauses) };
}

/** The kubelet's back-off: ten seconds, doubling up to five minutes. @param count how many pauses there were before */
export const backoffMs = (count: number): number => Math.min(10_000 * 2 ** Math.min(count, 10), 300_000);
