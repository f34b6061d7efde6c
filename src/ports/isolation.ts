/** Whether a cluster does what a NetworkPolicy says: the API server takes one whether or not anybody enforces it. */
export type PolicyEnforcement = 'enforced' | 'notEnforced' | 'unknown';

/** What is proven about the isolation of namespaces. */
export interface Isolation {
  /** Never throws: what cannot be found out is `unknown`. */
  enforcesPolicies(): Promise<PolicyEnforcement>;
}

/** Local mode's: processes of one user on one machine. */
export const noIsolation: Isolation = { enforcesPolicies: async () => 'notEnforced' };
