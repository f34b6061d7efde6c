import { createGitHubByUse } from '#adapters/github/by-use.ts';
import type { GitHubAnswer, GitHubRequest } from '#adapters/github/request.ts';
import type { BudgetedRequest, GitHubBudget, Turn } from '#ports/github/budget.ts';
import type { GitHubByUse } from '#ports/github/by-use.ts';
import type { Log } from '#ports/log.ts';
import type { Leadership } from '#ports/leadership.ts';
import { createGitHubBudget } from '#runtime/github-budget/budget.ts';
import { fencedBudget } from '#runtime/leadership/fence.ts';
import { APP_ID, type Hub } from './hub.ts';
import type { Network } from './network.ts';
import type { Process } from './process.ts';
import type { Scheduler } from './scheduler.ts';
import type { Weather } from './weather.ts';

export interface GitHubWorld {
  readonly network: Network;
  readonly weather: Weather;
  readonly hub: Hub;
  readonly scheduler: Scheduler;
}

/** The real adapter and a budget of the process; each request is a call over the network. */
export function createGitHubPorts(world: GitHubWorld, process: Process, leadership: Leadership, log: Log): GitHubByUse {
  const { scheduler: clock } = world;
  const budget = createGitHubBudget({ clock, timers: clock.timersOf(process), log });
  const request = requestOver(world, process);
  return createGitHubByUse({ appId: APP_ID, clock, request }, traced(world, process, fencedBudget(budget, leadership)));
}

/** A request that gets no turn is seen in the trace as well. */
function traced({ network }: GitHubWorld, process: Process, budget: GitHubBudget): GitHubBudget {
  const turn = async (request: BudgetedRequest): Promise<Turn> => {
    try {
      return await budget.turn(request);
    } catch (error) {
      const verb = `${request.cost === 'read' ? 'GET' : 'POST'} ${request.endpoint}`;
      network.unsent({ process, port: 'github', verb, what: request.priority }, error);
      throw error;
    }
  };
  return { turn, close: () => budget.close() };
}

function requestOver({ network, weather, hub }: GitHubWorld, process: Process): GitHubRequest {
  return (route, parameters = {}) =>
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
        const { headers: _, ...asked } = parameters;
        const github = { route, parameters: asked, seen, newest };
        return { answer: hub.request(seen)(route, parameters), note: () => ({ github }) };
      },
    );
}

const left = new Set(['owner', 'repo', 'per_page', 'page', 'body', 'payload', 'required_contexts', 'headers']);

const whatOf = (parameters: Readonly<Record<string, unknown>>): string =>
  Object.entries(parameters)
    .filter(([name]) => !left.has(name))
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
