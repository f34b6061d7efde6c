import { LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import type { NamedChecks } from './checks.ts';
import { applicationName, stageName, type ApplicationName, type StageName } from './ids.ts';
import { imageTemplate } from './image-template.ts';
import { isolationOf, networkField, podSecurityField, type Isolation } from './isolation.ts';
import { resourcesField, type Resources } from './resources.ts';
import { lineOf } from './yaml-line.ts';

/** The run half of the file, read at the commit that is deployed. */
export interface Workload {
  /** `name:tag` with `{sha}` in the tag; left out where local mode builds the checkout. */
  readonly image?: string;
  /** Local mode: the command that makes a checkout runnable. */
  readonly build?: string;
  /** What to start instead of the image's own command. */
  readonly command?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly service: { readonly port: number; readonly health: string };
  /** What it may use on Kubernetes; local mode sets no bounds. */
  readonly resources?: Resources;
}

/** A place in the chain: staging, production. */
export interface Stage {
  readonly name: StageName;
  /** The branch that it follows; left out: the repository's default branch. */
  readonly branch?: string;
  readonly host?: string;
}

/** The team's half of the file, read from the base branch only. */
export interface TeamSettings {
  /** Undefined: what GitHub requires on the base branch. */
  readonly checks?: NamedChecks;
  readonly stages: readonly Stage[];
  /** Undefined: the fence stays closed. */
  readonly isolation?: Isolation;
}

export interface ApplicationFile {
  readonly name: ApplicationName;
  /**
   * Local mode: the command that it runs as the check `test` of a commit, read at that commit. Beside the workload, not
   * in it: how a commit is tested changes neither an image nor what runs. On GitHub the checks are GitHub's own.
   */
  readonly test?: string;
  readonly workload: Workload;
  readonly team: TeamSettings;
}

/** What is wrong with a file: where, and in words. */
export interface FileProblem {
  /** One-based. */
  readonly line: number;
  /** `spec.service.port`; empty for the whole file. */
  readonly path: string;
  readonly message: string;
}

export type ParsedFile =
  | { readonly ok: true; readonly file: ApplicationFile }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** The file's name where the registration names no other. */
export const APPLICATION_FILE = 'dungeonmaster.yaml';

/** More than any such file needs; a longer one is not parsed. */
const MAXIMUM_CHARACTERS = 65_536;

const command = z.union(
  [
    z
      .string()
      .min(1)
      .transform((text) => ['sh', '-c', text]),
    z.array(z.string()).min(1),
  ],
  'must be a command line, or a list of words',
);
const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be a name of letters, digits and "_"');
const variableValue = z
  .union([z.string(), z.number(), z.boolean()], 'must be a text, a number, true or false')
  .transform(String);
const checks = z.union(
  [
    z.literal('none').transform((): NamedChecks => ({ kind: 'none' })),
    z
      .array(z.string().min(1))
      .min(1)
      .transform((names): NamedChecks => ({ kind: 'named', names })),
  ],
  'must be a list of names, or "none"',
);
const stage = z.strictObject({
  name: stageName,
  branch: z.string().min(1).max(255).optional(),
  host: z.hostname().optional(),
});

const schema = z.strictObject({
  apiVersion: z.literal('dungeonmaster.dev/v1alpha1'),
  kind: z.literal('Application'),
  metadata: z.strictObject({ name: applicationName }),
  spec: z.strictObject({
    image: imageTemplate.optional(),
    build: z.string().min(1).optional(),
    test: z.string().min(1).optional(),
    command: command.optional(),
    env: z.record(variableName, variableValue).default({}),
    service: z
      .strictObject({
        port: z.number().int().min(1).max(65_535).default(3000),
        health: z.string().regex(/^\//, 'must begin with "/"').default('/'),
      })
      .prefault({}),
    resources: resourcesField.optional(),
    checks: checks.optional(),
    stages: z
      .array(stage)
      .refine((stages) => new Set(stages.map(({ name }) => name)).size === stages.length, 'has a name twice')
      .default([]),
    podSecurity: podSecurityField.optional(),
    network: networkField.optional(),
  }),
});

/** Reads `dungeonmaster.yaml` (kind `Application`); unknown fields are problems. Never throws. */
export function parseApplicationFile(text: string): ParsedFile {
  if (text.length > MAXIMUM_CHARACTERS) {
    return { ok: false, problems: [{ line: 1, path: '', message: `is longer than ${MAXIMUM_CHARACTERS} characters` }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [syntax] = document.errors;
  if (syntax) {
    return { ok: false, problems: [{ line: lines.linePos(syntax.pos[0]).line, path: '', message: syntax.message }] };
  }
  const value = plainValue(document);
  if (!value.ok) return { ok: false, problems: [{ line: 1, path: '', message: value.message }] };

  const parsed = schema.safeParse(value.value);
  if (parsed.success) return { ok: true, file: fileOf(parsed.data) };
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, document, lines));
  return { ok: false, problems };
}

/** One line for a status or a condition: the first problem, and how many more there are. */
export function describeProblems(problems: readonly FileProblem[]): string {
  const [first] = problems;
  if (!first) return 'is not valid';
  const where = first.path === '' ? '' : `${first.path}: `;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return `line ${first.line}: ${where}${first.message}${more}`;
}

type PlainValue = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

/** Aliases that would expand without end are refused by the parser with a throw. */
function plainValue(document: Document): PlainValue {
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 20 }) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : 'cannot be read' };
  }
}

function problemsOf(issue: z.core.$ZodIssue, document: Document, lines: LineCounter): FileProblem[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => problem([...path, key], 'is not a known field', document, lines));
  }
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  return [problem(path, message, document, lines)];
}

function problem(path: string[], message: string, document: Document, lines: LineCounter): FileProblem {
  return { line: lineOf(path, document, lines), path: path.join('.'), message };
}

function fileOf({ metadata, spec }: z.output<typeof schema>): ApplicationFile {
  const { checks: named, stages, podSecurity, network } = spec;
  const isolation = isolationOf(podSecurity, network);
  return {
    name: metadata.name,
    ...(spec.test !== undefined && { test: spec.test }),
    workload: workloadOf(spec),
    team: {
      ...(named !== undefined && { checks: named }),
      stages: stages.map(({ name, branch, host }) => ({
        name,
        ...(branch !== undefined && { branch }),
        ...(host !== undefined && { host }),
      })),
      ...(isolation && { isolation }),
    },
  };
}

function workloadOf({
  image,
  build,
  command: start,
  env,
  service,
  resources,
}: z.output<typeof schema>['spec']): Workload {
  return {
    ...(image !== undefined && { image }),
    ...(build !== undefined && { build }),
    ...(start !== undefined && { command: start }),
    env,
    service,
    ...(resources && { resources }),
  };
}
