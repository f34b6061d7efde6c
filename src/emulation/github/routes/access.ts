import { findRepository, installationsOn } from '#emulation/github/find.ts';
import type { Viewer } from '#emulation/github/identity.ts';
import { archived, notFound, Refusal } from '#emulation/github/refusal.ts';
import { own, type Author, type Repository } from '#emulation/github/repository.ts';
import type { GitHubApp, GitHubState } from '#emulation/github/state.ts';
import type { Call, Reply, Route, Wanted } from './route.ts';

export interface RepositoryCall extends Call {
  readonly repository: Repository;
}

/** `checks=read`, or several of which any one is enough: `issues=write; pull_requests=write`. */
type Permission = string;

/** A route below `/repos/{owner}/{repo}` that whoever may read the repository may use. */
export const reading = (permission: Permission, handle: RepositoryHandler): Route => inRepository(permission, handle);

/** One that only those with push access may use; refused when the repository is archived. */
export const writing = (permission: Permission, handle: RepositoryHandler): Route =>
  inRepository(permission, (call) => {
    assertSignedIn(call.viewer);
    if (call.viewer.kind === 'user' && !mayPush(call.repository, call.viewer.user.login)) throw notFound();
    if (call.repository.archived) throw archived();
    return handle(call);
  });

/** One that everybody with an account may use where they may read, as comments and pull requests. */
export const contributing = (permission: Permission, handle: RepositoryHandler): Route =>
  inRepository(permission, (call) => {
    assertSignedIn(call.viewer);
    if (call.repository.archived) throw archived();
    return handle(call);
  });

type RepositoryHandler = (call: RepositoryCall) => Reply | { readonly wanted: Wanted };

function inRepository(permission: Permission, handle: RepositoryHandler): Route {
  return (call) => {
    const repository = findRepository(call.state, own(call.path, 'owner') ?? '', own(call.path, 'repo') ?? '');
    if (!repository || !mayRead(call.state, call.viewer, repository)) throw notFound();
    if (call.viewer.kind === 'installation') assertPermission(call.viewer.app, permission);
    return handle({ ...call, repository });
  };
}

function mayRead(state: GitHubState, viewer: Viewer, repository: Repository): boolean {
  if (viewer.kind === 'installation') {
    return installationsOn(state, repository).some(({ id }) => id === viewer.installation.id);
  }
  if (viewer.kind === 'app') throw new Refusal(403, 'Resource not accessible by integration');
  if (!repository.private) return true;
  return viewer.kind === 'user' && mayPush(repository, viewer.user.login);
}

const mayPush = ({ owner, collaborators }: Repository, login: string): boolean =>
  owner === login || collaborators.includes(login);

function assertPermission({ permissions }: GitHubApp, permission: Permission): void {
  const enough = permission.split('; ').some((one) => {
    const [name = '', level] = one.split('=');
    const granted = own(permissions, name) ?? (name === 'metadata' ? 'read' : undefined);
    return granted === level || granted === 'write';
  });
  const accepted = { 'x-accepted-github-permissions': permission };
  if (!enough) throw new Refusal(403, 'Resource not accessible by integration', undefined, accepted);
}

function assertSignedIn(viewer: Viewer): void {
  if (viewer.kind === 'anonymous') throw new Refusal(401, 'Requires authentication');
}

/** The App that asks by a JSON web token; throws the 401 for everybody else. */
export function askingApp({ viewer }: Call): GitHubApp {
  if (viewer.kind === 'app') return viewer.app;
  throw new Refusal(401, 'A JSON web token could not be decoded');
}

/** Who a write is done by: a user, or the bot of the App. */
export function authorOf({ viewer }: Call): Author {
  if (viewer.kind === 'user') return { login: viewer.user.login, appId: null };
  if (viewer.kind === 'installation') return { login: `${viewer.app.slug}[bot]`, appId: viewer.app.id };
  throw new Refusal(401, 'Requires authentication');
}

/** A number of the path; anything else does not exist. */
export function numberIn({ path }: Call, name: string): number {
  const text = own(path, name) ?? '';
  if (!/^\d{1,15}$/.test(text)) throw notFound();
  return Number(text);
}

/** A text of the path. */
export const textIn = ({ path }: Call, name: string): string => own(path, name) ?? '';
