import type { GitHubRequest } from '#adapters/github/request.ts';
import { directRequest } from '#emulation/github/direct-request.ts';
import { perform } from '#emulation/github/perform.ts';
import type { RateLimits } from '#emulation/github/rate/rate-limits.ts';
import { emptyState, type Delivery, type GitHubApp } from '#emulation/github/state.ts';
import type { GitHubWorld } from '#ports/github/github.contract.ts';
import { emulatedWorld, type EmulatedHost } from './emulated-world.testing.ts';

/** Our emulation in memory, one act a second. @param app what our App is told of, and where @param rates left out: none */
export function startOurs(
  app: Partial<Pick<GitHubApp, 'events' | 'webhook'>> = {},
  rates?: RateLimits,
): {
  readonly world: GitHubWorld;
  /** Our App asks. */
  readonly request: GitHubRequest;
  /** What was to be delivered so far. */
  readonly deliveries: readonly Delivery[];
} {
  let time = Date.UTC(2026, 10, 23, 10);
  const now = () => (time += 1_000);
  let state = emptyState();
  const deliveries: Delivery[] = [];
  const host: EmulatedHost = {
    get state() {
      return state;
    },
    command(command) {
      const step = perform(state, command, now());
      ({ state } = step);
      deliveries.push(...step.deliveries);
    },
  };
  const { world, trees, installationId } = emulatedWorld(host, now, app);
  const identity = { kind: 'installation', installationId } as const;
  const write = (answer: { readonly state: typeof state }) => void ({ state } = answer);
  const options = { read: () => state, write, trees, identity, now, ...(rates && { rates }) };
  return { world, request: directRequest(options), deliveries };
}
