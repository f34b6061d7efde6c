import type { GitHubBudget, GitHubUse } from '#ports/github/budget.ts';
import type { GitHubByUse } from '#ports/github/by-use.ts';
import { AnswerMemory } from './answer-memory.ts';
import { budgetedRequest } from './budgeted-request.ts';
import { createGitHub, type GitHubOptions } from './github.ts';

/** Three ports on one GitHub that share one budget, and the memory of what it answered. */
export function createGitHubByUse(options: GitHubOptions, budget: GitHubBudget): GitHubByUse {
  const { request, clock } = options;
  const memory = new AnswerMemory();
  const portFor = (use: GitHubUse) =>
    createGitHub({ ...options, memory, request: budgetedRequest({ request, budget, use, clock }) });
  return { report: portFor('report'), push: portFor('push'), resync: portFor('resync'), close: () => budget.close() };
}
