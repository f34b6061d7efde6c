import { z } from 'zod';
import type { YamlFile } from '#features/init/sources/yaml.ts';

const record = z.record(z.string(), z.unknown());
const texts = z.union([z.string().transform((text) => [text]), z.array(z.string())]).catch([]);
const trigger = z
  .object({
    branches: texts.optional(),
    'branches-ignore': texts.optional(),
    tags: texts.optional(),
    types: texts.optional(),
    paths: texts.optional(),
    'paths-ignore': texts.optional(),
  })
  .catch({});
const triggers = z.union([
  z.string().transform((name) => ({ [name]: {} })),
  z.array(z.string()).transform((names) => Object.fromEntries(names.map((name) => [name, {}]))),
  z.record(z.string(), trigger),
]);
const step = z.object({
  uses: z.string().catch(''),
  run: z.string().catch(''),
  with: record.catch({}),
  env: record.catch({}),
});
const job = z.object({
  name: z.string().optional().catch(undefined),
  uses: z.unknown().optional(),
  if: z.unknown().optional(),
  environment: z.unknown().optional(),
  env: record.catch({}),
  strategy: z.object({ matrix: z.unknown().optional() }).optional().catch(undefined),
  steps: z.array(step).catch([]),
});
const schema = z.object({ on: triggers, env: record.catch({}), jobs: z.record(z.string(), job) });

export type Trigger = z.output<typeof trigger>;
export type Step = z.output<typeof step>;
/** One job of a workflow, as far as its name and its images depend on it. */
export type Job = z.output<typeof job>;

/** A workflow of GitHub Actions. */
export interface Workflow {
  readonly on: { readonly pull_request?: Trigger; readonly push?: Trigger };
  readonly env: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
  readonly lineOf: YamlFile['lineOf'];
}

/** Reads a workflow that was parsed as YAML; undefined when it is none. Never throws. */
export function parseWorkflow({ value, lineOf }: YamlFile): Workflow | undefined {
  const parsed = schema.safeParse(value);
  return parsed.success ? { ...parsed.data, lineOf } : undefined;
}
