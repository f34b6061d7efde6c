import { generateKeyPairSync } from 'node:crypto';
import { createEmulator } from 'emulate';
import { z } from 'zod';
import { createOctokitRequest } from '#adapters/github/octokit-request.ts';
import type { GitHubRequest } from '#adapters/github/request.ts';
import { commitSha, type CommitSha, type RepositoryRef } from '#model/ids.ts';
import type { GitHubWorld } from '#ports/github/github.contract.ts';

const OWNER = 'acme';
const USER = 'mona';
const TOKEN = 'ghp_mona';
const OURS = { appId: 99, installationId: 5 };
const ACTIONS = { appId: 15_368, installationId: 6 };
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const permissions = {
  checks: 'write',
  contents: 'read',
  deployments: 'write',
  issues: 'write',
  metadata: 'read',
  pull_requests: 'write',
  statuses: 'write',
};
const events = ['pull_request', 'push', 'check_run', 'check_suite', 'status', 'issue_comment'];

const appOf = ({ appId, installationId }: typeof OURS, slug: string, more: object = {}) => ({
  app_id: appId,
  slug,
  name: slug,
  private_key: privateKey,
  permissions,
  events,
  installations: [{ installation_id: installationId, account: OWNER, repository_selection: 'all' }],
  ...more,
});

/** The independent emulation of GitHub, with `acme/shop`, a person, our App and GitHub Actions. */
export interface EmulateBench {
  readonly world: GitHubWorld;
  readonly appId: number;
  readonly botLogin: string;
  /** Our App asks, through octokit; what is not played is filled in. */
  readonly request: GitHubRequest;
  /** As `request`, and nothing is filled in. */
  readonly bare: GitHubRequest;
  /** The person asks. */
  readonly asUser: GitHubRequest;
  readonly close: () => Promise<void>;
}

/** What it does not play and our adapter asks for beside what it does: there is none of it. */
export const notPlayed: Readonly<Record<string, unknown>> = {
  'GET /repos/{owner}/{repo}/commits/{ref}/status': { statuses: [] },
  'GET /repos/{owner}/{repo}/rules/branches/{branch}': [],
};

const filledIn =
  (request: GitHubRequest): GitHubRequest =>
  async (route, parameters) =>
    Object.hasOwn(notPlayed, route) ? { status: 200, headers: {}, data: notPlayed[route] } : request(route, parameters);

/** Starts it on loopback. @param webhook where our App's deliveries go */
export async function startEmulate(webhook?: { readonly url: string; readonly secret: string }): Promise<EmulateBench> {
  const hook = webhook && { webhook_url: webhook.url, webhook_secret: webhook.secret };
  const github = {
    users: [{ login: USER }],
    orgs: [{ login: OWNER, members: [{ login: USER, role: 'admin' }] }],
    repos: [{ owner: OWNER, name: 'shop', auto_init: true }],
    apps: [appOf(OURS, 'dungeon-master', hook), appOf(ACTIONS, 'github-actions')],
  };
  const tokens = { [TOKEN]: { login: USER, scopes: ['repo', 'user', 'delete_repo'] } };
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    hostname: '127.0.0.1',
    seed: { tokens, github },
  });
  const baseUrl = emulator.url.replace('localhost', '127.0.0.1');
  const app = (who: typeof OURS) => createOctokitRequest({ baseUrl, ...who, privateKey, timeoutMs: 10_000 });
  const request = app(OURS);
  const asUser = createOctokitRequest({ baseUrl, token: TOKEN, timeoutMs: 10_000 });
  const world = await worldOf(asUser, app(ACTIONS));
  return {
    world,
    appId: OURS.appId,
    botLogin: 'dungeon-master[bot]',
    request: filledIn(request),
    bare: request,
    asUser,
    close: () => emulator.close(),
  };
}

const numbered = z.object({ number: z.number() });
const identified = z.object({ id: z.number() });
const committed = z.object({ commit: z.object({ sha: commitSha }) });
const headOf = z.object({ commit: z.object({ sha: z.string() }) });
const merged = z.object({ sha: commitSha });
const blob = z.object({ sha: z.string() });

/** What people do there, by its own API. */
async function worldOf(asUser: GitHubRequest, asActions: GitHubRequest): Promise<GitHubWorld> {
  const ask = async <Data>(route: string, parameters: object, schema: z.ZodType<Data>, repo = shop): Promise<Data> =>
    schema.parse((await asUser(route, { ...repo, ...parameters })).data);
  const act = async (route: string, parameters: object = {}): Promise<void> => {
    await asUser(route, { ...shop, ...parameters });
  };
  const { id } = await ask('GET /repos/{owner}/{repo}', {}, identified);
  const repository: RepositoryRef = { id, fullName: `${OWNER}/shop` };
  let pushes = 0;

  const beginBranch = async (branch: string, repo = shop): Promise<void> => {
    const { commit } = await ask('GET /repos/{owner}/{repo}/branches/{branch}', { branch: 'main' }, headOf, repo);
    await asUser('POST /repos/{owner}/{repo}/git/refs', {
      ...repo,
      ref: `refs/heads/${branch}`,
      sha: commit.sha,
    }).catch(ignore);
  };
  const write = async (branch: string, path: string, text: string, repo = shop): Promise<CommitSha> => {
    const route = '/repos/{owner}/{repo}/contents/{path}';
    const before = await ask(`GET ${route}`, { path, ref: branch }, blob, repo).catch(() => undefined);
    const content = Buffer.from(text).toString('base64');
    const message = `commit ${(pushes += 1)}`;
    const body = { path, branch, message, content, ...(before && { sha: before.sha }) };
    return (await ask(`PUT ${route}`, body, committed, repo)).commit.sha;
  };
  const push = async (branch: string, files: Readonly<Record<string, string>> = {}): Promise<CommitSha> => {
    if (branch !== 'main') await beginBranch(branch);
    const [[path, text] = [`pushed-${pushes}`, '']] = Object.entries(files);
    return write(branch, path, text);
  };
  const open = async (head: string): Promise<number> => {
    const body = { title: `Merge ${head}`, head, base: 'main' };
    return (await ask('POST /repos/{owner}/{repo}/pulls', body, numbered)).number;
  };
  return {
    repository,
    push,
    deleteBranch: (branch) => act('DELETE /repos/{owner}/{repo}/git/refs/{ref}', { ref: `heads/${branch}` }),
    openPullRequest: open,
    async openPullRequestFromFork() {
      await act('POST /repos/{owner}/{repo}/forks', { name: 'shop' });
      const fork = { owner: USER, repo: 'shop' };
      await beginBranch('cart', fork);
      await write('cart', 'fork', '', fork);
      return open(`${USER}:cart`);
    },
    closePullRequest: (number) =>
      act('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', { pull_number: number, state: 'closed' }),
    async mergePullRequest(number) {
      const route = 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge';
      return (await ask(route, { pull_number: number, merge_method: 'merge' }, merged)).sha;
    },
    async check(sha, name, conclusion) {
      const state = conclusion ? { status: 'completed', conclusion } : { status: 'in_progress' };
      await asActions('POST /repos/{owner}/{repo}/check-runs', { ...shop, name, head_sha: sha, ...state });
    },
    status: (sha, context, state) => act('POST /repos/{owner}/{repo}/statuses/{sha}', { sha, context, state }),
    protect: (branch, contexts) =>
      act('PUT /repos/{owner}/{repo}/branches/{branch}/protection', {
        branch,
        required_status_checks: { strict: false, contexts },
        enforce_admins: false,
        required_pull_request_reviews: null,
        restrictions: null,
      }),
    async deploy(sha, place) {
      const body = { ref: sha, ...place, auto_merge: false, required_contexts: [] };
      return (await ask('POST /repos/{owner}/{repo}/deployments', body, identified)).id;
    },
    comment: (number, body) =>
      act('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { issue_number: number, body }),
    archive: () => act('PATCH /repos/{owner}/{repo}', { archived: true }),
    suspendApp: () => Promise.reject(new Error('there is no suspending here')),
    deleteRepository: () => act('DELETE /repos/{owner}/{repo}'),
  };
}

const shop = { owner: OWNER, repo: 'shop' };
const ignore = (): void => undefined;
