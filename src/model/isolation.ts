import { z } from 'zod';
import { parseCidr } from '#lib/cidr.ts';

/** What else than itself and DNS an environment may reach. */
export interface EgressRule {
  readonly cidr: string;
  /** TCP; left out: every port. */
  readonly ports?: readonly number[] | undefined;
}

/**
 * How the team's half of the file opens the fence around its environments, read from the base branch only. Nothing of it
 * goes for forks. A field that is left out leaves the fence closed.
 */
export interface Isolation {
  /** The Pod Security Standard; left out: `restricted`. */
  readonly podSecurity?: 'baseline';
  readonly egress?: readonly EgressRule[];
}

/** More than a fence with openings has: with more it is none. */
export const MOST_EGRESS_RULES = 50;
export const MOST_PORTS = 50;

/** `podSecurity` of the file. */
export const podSecurityField = z.enum(['restricted', 'baseline'], 'must be "restricted" or "baseline"');

const egressRule = z.strictObject({
  cidr: z
    .string()
    .refine(
      (text) => parseCidr(text) !== undefined,
      'must be a block of addresses like 10.20.0.0/16: a network policy knows no host names',
    ),
  ports: z.array(z.number().int().min(1).max(65_535)).min(1).max(MOST_PORTS).optional(),
});

/** `network` of the file. */
export const networkField = z.strictObject({ egress: z.array(egressRule).max(MOST_EGRESS_RULES).default([]) });

/** Undefined where the file leaves the fence closed. */
export function isolationOf(
  podSecurity: z.output<typeof podSecurityField> | undefined,
  network: z.output<typeof networkField> | undefined,
): Isolation | undefined {
  const egress = network?.egress ?? [];
  if (podSecurity !== 'baseline' && egress.length === 0) return undefined;
  return { ...(podSecurity === 'baseline' && { podSecurity }), ...(egress.length > 0 && { egress }) };
}
