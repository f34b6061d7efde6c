import { own, type CheckRun, type CheckSuite, type Repository } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { latestRuns, suiteConclusion, suiteStatus } from '#emulation/github/suites.ts';
import { appView } from './app.ts';
import { simpleCommitView } from './commit.ts';
import { isoTime } from '#ports/clock.ts';
import { nodeId, timeOrNull } from './fields.ts';
import { minimalPullRequests } from './pull-request.ts';
import { repositoryPage, repositoryUrl, repositoryView } from './repository.ts';

/** GitHub's `check-run`. */
export function checkRunView(state: GitHubState, repository: Repository, run: CheckRun) {
  const url = `${repositoryUrl(state, repository)}/check-runs/${run.id}`;
  const page = `${repositoryPage(state, repository)}/runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId('CR', run.id),
    name: run.name,
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: page,
    details_url: run.detailsUrl ?? page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: isoTime(run.startedAt),
    completed_at: timeOrNull(run.completedAt),
    output: { ...run.output, annotations_count: 0, annotations_url: `${url}/annotations` },
    check_suite: { id: run.suiteId },
    app: appView(state, run.appId),
    pull_requests: minimalPullRequests(state, repository, run.headSha),
  };
}

/** GitHub's `simple-check-suite`, inside a check run of an event. */
function simpleSuiteView(state: GitHubState, repository: Repository, suite: CheckSuite) {
  return {
    id: suite.id,
    node_id: nodeId('CS', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status: suiteStatus(repository, suite),
    conclusion: suiteConclusion(repository, suite),
    url: `${repositoryUrl(state, repository)}/check-suites/${suite.id}`,
    before: null,
    after: suite.headSha,
    pull_requests: minimalPullRequests(state, repository, suite.headSha),
    app: appView(state, suite.appId),
    created_at: isoTime(suite.createdAt),
    updated_at: isoTime(suite.updatedAt),
  };
}

/** The check suite of a `check_suite` event. */
export function suiteEventView(state: GitHubState, repository: Repository, suite: CheckSuite) {
  const commit = own(repository.commits, suite.headSha);
  return {
    ...simpleSuiteView(state, repository, suite),
    latest_check_runs_count: latestRuns(repository.checkRuns.filter(({ suiteId }) => suiteId === suite.id)).length,
    check_runs_url: `${repositoryUrl(state, repository)}/check-suites/${suite.id}/check-runs`,
    head_commit: commit && simpleCommitView(commit),
  };
}

/** A check run as events show it, with its suite and repository. */
export function checkRunEventView(state: GitHubState, repository: Repository, run: CheckRun) {
  const suite = repository.checkSuites.find(({ id }) => id === run.suiteId);
  const view = suite && { ...simpleSuiteView(state, repository, suite), repository: repositoryView(state, repository) };
  return { ...checkRunView(state, repository, run), check_suite: view };
}
