import { z } from 'zod';

/** A rule in Kubernetes' expression language; `oldSelf` makes it one about changes. */
export interface ValidationRule {
  readonly rule: string;
  readonly message: string;
}

/** What an API server must know about a schema beyond what the schema itself says. */
export interface Structural {
  readonly rules?: readonly ValidationRule[];
  /** The fields that tell the items of a list apart; a list without them is one value. */
  readonly listKeys?: readonly string[];
  /** Is one value with one owner. */
  readonly atomic?: true;
  /** The longest text that the pattern lets through; the cost of rules is estimated from it. */
  readonly maxLength?: number;
  readonly maxProperties?: number;
}

/** What `openApiSchema` reads beside each schema. A schema made from a registered one inherits what it does not say. */
export const structural = z.registry<Structural>();
