import { createGitHub } from '#adapters/github/github.ts';
import type { GitHubAnswer } from '#adapters/github/request.ts';
import type { Clock } from '#ports/clock.ts';
import type { GitHub } from '#ports/github/github.ts';
import { APP_ID, type Hub } from './hub.ts';
import type { Network } from './network.ts';
import type { Process } from './process.ts';
import type { Weather } from './weather.ts';

export interface GitHubWorld {
  readonly network: Network;
  readonly weather: Weather;
  readonly hub: Hub;
  readonly scheduler: Clock;
}

/** The real adapter; each of its requests is a call over the network. */
export function createGitHubPort({ network, weather, hub, scheduler: clock }: GitHubWorld, process: Process): GitHub {
  return createGitHub({
    appId: APP_ID,
    clock,
    request: (route, parameters = {}) =>
      network.call<GitHubAnswer>(
        {
          process,
          port: 'github',
          verb: route,
          what: whatOf(parameters),
          noAnswer: (why) => Object.assign(new Error(why), { status: 500 }),
        },
        ({ staleMs }) => {
          const newest = hub.newest;
          const seen = route.startsWith('GET ') ? hub.asOf(staleMs) : newest;
          if (seen < newest) weather.meet('old answer', undefined);
          const github = { route, parameters, seen, newest };
          return { answer: hub.request(seen)(route, parameters), note: () => ({ github }) };
        },
      ),
  });
}

const left = new Set(['owner', 'repo', 'per_page', 'page', 'body', 'payload', 'required_contexts']);

const whatOf = (parameters: Readonly<Record<string, unknown>>): string =>
  Object.entries(parameters)
    .filter(([name]) => !left.has(name))
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
