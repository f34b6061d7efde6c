import { z } from 'zod';
import { canonicalQuantity, parseQuantity } from '#lib/quantity.ts';

/** Quantities in Kubernetes' canonical form: what is written and what is read back are the same text. */
export interface Amounts {
  readonly cpu?: string | undefined;
  readonly memory?: string | undefined;
}

/** What a container may use, in Kubernetes' words and shape. */
export interface Resources {
  readonly requests?: Amounts | undefined;
  readonly limits?: Amounts | undefined;
}

/** The larger of two quantities. */
export const larger = (left: string, right: string): string => (isMore(left, right) ? left : right);

const isMore = (left: string, right: string): boolean => thousandthsOf(left) > thousandthsOf(right);

const thousandthsOf = (text: string): bigint => parseQuantity(text)?.thousandths ?? 0n;

const quantity = (example: string, isWhole: boolean) =>
  z.union([z.string(), z.number()], `must be an amount like ${example}`).transform((written, context) => {
    const parsed = parseQuantity(String(written));
    const isUsable = parsed && parsed.thousandths > 0n && (!isWhole || parsed.thousandths % 1000n === 0n);
    if (isUsable) return canonicalQuantity(parsed);
    context.addIssue({ code: 'custom', message: `must be an amount like ${example}` });
    return z.NEVER;
  });

const amounts = z.strictObject({ cpu: quantity('250m', false).optional(), memory: quantity('256Mi', true).optional() });

/** `resources` of the file. */
export const resourcesField = z
  .strictObject({ requests: amounts.optional(), limits: amounts.optional() })
  .superRefine(({ requests, limits }, context) => {
    for (const name of ['cpu', 'memory'] as const) {
      const [request, limit] = [requests?.[name], limits?.[name]];
      if (request === undefined || limit === undefined || !isMore(request, limit)) continue;
      context.addIssue({ code: 'custom', path: ['requests', name], message: `is more than the limit, ${limit}` });
    }
  });
