import type { Change } from '#emulation/github/change.ts';
import type { Viewer } from '#emulation/github/identity.ts';
import type { Commit } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';

/** One request to a route, parsed. */
export interface Call {
  readonly state: GitHubState;
  readonly now: number;
  readonly viewer: Viewer;
  /** For the `Link` header: without its query. */
  readonly url: string;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly supplied: Supplied;
  /** Random text for a new token; without it tokens are numbered. */
  readonly secret: string | undefined;
}

/** What the state does not hold and somebody else fetches: then the same request is answered again with it. */
export type Wanted =
  | { readonly kind: 'file'; readonly repositoryId: number; readonly sha: string; readonly path: string }
  | {
      readonly kind: 'merge';
      readonly repositoryId: number;
      /** That the merge moves. */
      readonly branch: string;
      readonly baseSha: string;
      readonly headSha: string;
      readonly message: string;
      readonly author: Commit['author'];
    };

export interface Supplied {
  readonly file?: { readonly sha: string; readonly path: string; readonly text: string | undefined };
  readonly merge?: SuppliedMerge;
}

export interface SuppliedMerge {
  readonly baseSha: string;
  readonly headSha: string;
  /** Undefined when there was a conflict. */
  readonly commit: Commit | undefined;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** For a write. */
  readonly change?: Change;
  /** Deliveries, by id, to be sent once more. */
  readonly redeliver?: readonly number[];
}

export type Route = (call: Call) => Reply | { readonly wanted: Wanted };

export const ok = (body: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status: 200,
  body,
  headers,
});
