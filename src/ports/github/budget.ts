/** Whom a request serves. */
export type GitHubUse = 'report' | 'push' | 'resync';

/** What goes first: final verdicts, then what somebody waits for, then comparing everything. */
export type Priority = 'verdict' | GitHubUse;

/** What a request costs at GitHub: a `content` is a write that makes something new. */
export type RequestCost = 'read' | 'change' | 'content';

export interface BudgetedRequest {
  readonly priority: Priority;
  readonly cost: RequestCost;
  /** GitHub's path template. */
  readonly endpoint: string;
  /** When it was first wanted, in milliseconds since 1970: one that GitHub refused keeps its place. */
  readonly since: number;
}

/** What GitHub said of its limits in one answer. */
export interface LimitNews {
  /** The primary limit of the present hour, which ends at `resetAt`, in milliseconds since 1970. */
  readonly hour?: { readonly limit: number; readonly remaining: number; readonly resetAt: number };
  /** It refused because it was asked too often, and wants nothing for so long. */
  readonly refusedForMs?: number;
  /** It named no time; the one above is the least that it asks for. */
  readonly isLeast?: boolean;
}

/** One request may be sent now. */
export interface Turn {
  /** It has ended, in whatever way; to be called once. */
  end(news: LimitNews): void;
}

/** Decides when a request may go to GitHub. */
export interface GitHubBudget {
  /**
   * Resolves when it is the request's turn.
   * Rejects with `GitHubError` `RateLimited`, which says when to come back, when that would be too long from now.
   */
  turn(request: BudgetedRequest): Promise<Turn>;
  /** From now on nobody waits for a limit: whoever does, or would, is refused. */
  close(): void;
}
