import type { Clock } from '#ports/clock.ts';
import type { GitHubBudget, GitHubUse } from '#ports/github/budget.ts';
import { newsOf, newsOfThrown } from './limit-news.ts';
import type { GitHubRequest } from './request.ts';
import { costOf, priorityOf } from './request-cost.ts';

export interface BudgetedRequestOptions {
  readonly request: GitHubRequest;
  readonly budget: GitHubBudget;
  readonly use: GitHubUse;
  readonly clock: Clock;
}

/**
 * Requests that wait for their turn. One that GitHub refused for asking too often had no effect: it waits again.
 * Throws also `GitHubError` `RateLimited`, when its turn would come too late.
 */
export function budgetedRequest({ request, budget, use, clock }: BudgetedRequestOptions): GitHubRequest {
  return async (route, parameters = {}) => {
    const since = clock.now();
    const [, endpoint = ''] = route.split(' ');
    const wanted = { priority: priorityOf(route, parameters, use), cost: costOf(route), endpoint, since };
    for (;;) {
      const turn = await budget.turn(wanted);
      try {
        const answer = await request(route, parameters);
        turn.end(newsOf(answer.headers));
        return answer;
      } catch (thrown) {
        const news = newsOfThrown(route, thrown, clock.now());
        turn.end(news);
        if (news.refusedForMs === undefined) throw thrown;
      }
    }
  };
}
