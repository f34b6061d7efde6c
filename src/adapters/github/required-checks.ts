import { z } from 'zod';
import type { RepositoryRef } from '#model/ids.ts';
import { GitHubError } from '#ports/github/errors.ts';
import type { Ask } from './ask.ts';
import { all } from './paging.ts';
import { repositoryParameters } from './request.ts';

const BRANCH = 'GET /repos/{owner}/{repo}/branches/{branch}';
const RULES = 'GET /repos/{owner}/{repo}/rules/branches/{branch}';

const requiredStatusChecks = z.object({
  enforcement_level: z.string().optional(),
  contexts: z.array(z.string()).default([]),
  checks: z.array(z.object({ context: z.string() })).default([]),
});
const branchAnswer = z.object({
  protection: z.object({ required_status_checks: requiredStatusChecks.nullish() }).nullish(),
});
const rule = z.object({
  type: z.string(),
  parameters: z.object({ required_status_checks: z.array(z.object({ context: z.string() })).default([]) }).nullish(),
});

/** The checks that GitHub demands on a branch: by branch protection and by rules, each name once. */
export async function requiredChecks(ask: Ask, repository: RepositoryRef, branch: string): Promise<readonly string[]> {
  const parameters = { ...repositoryParameters(repository), branch };
  const [byProtection, byRules] = await Promise.all([
    requiredByProtection(ask, parameters),
    requiredByRules(ask, parameters),
  ]);
  return [...new Set([...byProtection, ...byRules])];
}

async function requiredByProtection(ask: Ask, parameters: Record<string, unknown>): Promise<string[]> {
  const { data } = await ask(BRANCH, parameters, branchAnswer);
  const required = data.protection?.required_status_checks;
  return required && required.enforcement_level !== 'off' ? contextsOf(required) : [];
}

const contextsOf = ({ contexts, checks }: z.output<typeof requiredStatusChecks>): string[] => [
  ...contexts,
  ...checks.map(({ context }) => context),
];

async function requiredByRules(ask: Ask, parameters: Record<string, unknown>): Promise<string[]> {
  const rules = await all(ask, RULES, parameters, z.array(rule)).catch(noneWithoutThePlan);
  return rules
    .filter(({ type }) => type === 'required_status_checks')
    .flatMap((found) => found.parameters?.required_status_checks ?? [])
    .map(({ context }) => context);
}

/** GitHub refuses the rules of a private repository on its free plan, where there can be none. */
function noneWithoutThePlan(error: unknown): [] {
  if (error instanceof GitHubError && error.code === 'Forbidden' && /403: Upgrade to GitHub/.test(error.message))
    return [];
  throw error;
}
