import {
  createToken,
  getApp,
  getInstallation,
  getRepositoryInstallation,
  listInstallationRepositories,
  listInstallations,
} from './app.ts';
import { createCheckRun, getCheckRun, listCheckRuns, updateCheckRun } from './check-runs.ts';
import { addComment, listComments, updateComment } from './comments.ts';
import { getCommit, listPullRequestsOfCommit } from './commits.ts';
import { getContents } from './contents.ts';
import { listDeliveries, redeliver } from './deliveries.ts';
import { addDeploymentStatus, listDeploymentStatuses } from './deployment-statuses.ts';
import { addDeployment, getDeployment, listDeployments, removeDeployment } from './deployments.ts';
import { merge } from './merge.ts';
import { createPullRequest, getPullRequest, listPullRequests, updatePullRequest } from './pulls.ts';
import { getBranch, getRepository, listActivity, listBranchRules } from './repository.ts';
import type { Route } from './route.ts';
import { addStatus, getCombinedStatus, listStatuses } from './statuses.ts';

/** Every route that is played, by GitHub's own method and path template. */
export const routes: Readonly<Record<string, Route>> = {
  'GET /app': getApp,
  'GET /app/installations': listInstallations,
  'GET /app/installations/{installation_id}': getInstallation,
  'POST /app/installations/{installation_id}/access_tokens': createToken,
  'GET /app/hook/deliveries': listDeliveries,
  'POST /app/hook/deliveries/{delivery_id}/attempts': redeliver,
  'GET /installation/repositories': listInstallationRepositories,
  'GET /repos/{owner}/{repo}': getRepository,
  'GET /repos/{owner}/{repo}/installation': getRepositoryInstallation,
  'GET /repos/{owner}/{repo}/activity': listActivity,
  'GET /repos/{owner}/{repo}/branches/{branch}': getBranch,
  'GET /repos/{owner}/{repo}/rules/branches/{branch}': listBranchRules,
  'GET /repos/{owner}/{repo}/contents/{path}': getContents,
  'GET /repos/{owner}/{repo}/commits/{ref}': getCommit,
  'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls': listPullRequestsOfCommit,
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': listCheckRuns,
  'GET /repos/{owner}/{repo}/commits/{ref}/status': getCombinedStatus,
  'GET /repos/{owner}/{repo}/commits/{ref}/statuses': listStatuses,
  'POST /repos/{owner}/{repo}/statuses/{sha}': addStatus,
  'POST /repos/{owner}/{repo}/check-runs': createCheckRun,
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}': getCheckRun,
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': updateCheckRun,
  'GET /repos/{owner}/{repo}/pulls': listPullRequests,
  'POST /repos/{owner}/{repo}/pulls': createPullRequest,
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': getPullRequest,
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}': updatePullRequest,
  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge': merge,
  'GET /repos/{owner}/{repo}/deployments': listDeployments,
  'POST /repos/{owner}/{repo}/deployments': addDeployment,
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}': getDeployment,
  'DELETE /repos/{owner}/{repo}/deployments/{deployment_id}': removeDeployment,
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': listDeploymentStatuses,
  'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': addDeploymentStatus,
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': listComments,
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': addComment,
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': updateComment,
};
