import { inClusterAccess } from '#adapters/kubernetes/transport/in-cluster.ts';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { createParts, type Parts } from '#apps/in-cluster/parts.ts';
import { runController } from '#apps/in-cluster/run-controller.ts';
import { parseSettings } from '#apps/in-cluster/settings.ts';
import type { Log, LogFields } from '#ports/log.ts';
import { createGitHubBudget } from '#runtime/github-budget/budget.ts';
import { benchImages } from '#test/bench/cluster/images.ts';

/**
 * The controller as it runs in a pod, told by the environment and asked over IPC. Two things differ: images are not
 * looked up, and GitHub sets no limit, which would make a thousand pull requests an afternoon.
 */
const NO_LIMIT = 1_000_000_000;
const noLimits = {
  perHour: NO_LIMIT,
  pointsPerMinute: NO_LIMIT,
  contentPerMinute: NO_LIMIT,
  contentPerHour: NO_LIMIT,
  atOnce: 10,
};

/** Keys that each reconciler has been through. */
const reconciled = new Map<string, Set<string>>();

const log: Log = {
  info: (event, fields) => note(event, fields),
  warn: (event, fields) => console.error(event, fields),
  error: (event, fields) => console.error(event, fields),
};

function note(event: string, { reconciler, key }: LogFields = {}): void {
  if (event !== 'reconciled') return;
  const name = String(reconciler);
  reconciled.set(name, (reconciled.get(name) ?? new Set()).add(String(key)));
}

const settings = parseSettings(process.env);
const parts = await createParts(
  settings,
  await inClusterAccess(process.env, clock, process.env['ACCOUNT_DIRECTORY']),
  log,
);
const unlimited: Parts = {
  ...parts,
  images: benchImages,
  github: (around = (budget) => budget) =>
    parts.github(() => around(createGitHubBudget({ clock, timers, log, limits: noLimits }))),
};

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const counts = Object.fromEntries([...reconciled].map(([name, keys]) => [name, keys.size]));
  process.send?.({ rssBytes: process.memoryUsage.rss(), cpuMs: (user + system) / 1000, isReady, reconciled: counts });
});
let isReady = false;
const stop = await runController(unlimited, settings);
isReady = true;
process.once('SIGTERM', () => void stop().finally(() => process.exit()));
process.once('disconnect', () => process.exit());
