import { withoutOurs } from '#model/checks.ts';
import { coverageOf, type Coverage } from './when.ts';
import type { Job, Workflow } from './workflow.ts';

/** The check runs of one job, by the names that GitHub gives them; or why they cannot be told. */
export type JobChecks = {
  readonly job: string;
  /** One-based. */
  readonly line: number;
} & (
  | { readonly names: readonly string[]; readonly coverage: Exclude<Coverage, 'not every pull request'> }
  | { readonly why: string }
);

/** GitHub's own limit is 256 jobs a matrix; nobody names so many. */
const MAXIMUM_NAMES = 32;

/** Further jobs are not looked at. */
const MAXIMUM_JOBS = 200;

/** The checks that a workflow reports. */
export function jobChecksOf(workflow: Workflow): readonly JobChecks[] {
  const coverage = coverageOf(workflow);
  return Object.entries(workflow.jobs)
    .slice(0, MAXIMUM_JOBS)
    .map(([job, content]) => {
      const where = { job, line: workflow.lineOf('jobs', job) };
      if (coverage === 'not every pull request') return { ...where, why: 'it does not run on every pull request' };
      const names = namesOf(job, content);
      return typeof names === 'string' ? { ...where, why: names } : { ...where, names, coverage };
    });
}

function namesOf(id: string, { name, uses, if: condition, environment, strategy }: Job): readonly string[] | string {
  if (uses !== undefined) return 'it calls another workflow, whose jobs are the checks';
  if (environment !== undefined) return 'it deploys to a GitHub environment';
  if (condition !== undefined) return 'it runs on a condition';
  const rows = rowsOf(strategy?.matrix);
  if (!rows) return 'the values of its matrix are not in the file, or too many';
  const names = rows.map((row) => nameOf(name || id, row));
  if (names.some((one) => one.includes('${{'))) return 'its name is an expression';
  return withoutOurs([...new Set(names)]);
}

type Row = ReadonlyMap<string, string>;

/** Every combination of a matrix, the last key running fastest; one empty row without a matrix. */
function rowsOf(matrix: unknown): readonly Row[] | undefined {
  if (matrix === undefined) return [new Map()];
  if (typeof matrix !== 'object' || matrix === null) return undefined;
  let rows: readonly Row[] = [new Map()];
  for (const [key, values] of Object.entries(matrix)) {
    if (key === 'include' || key === 'exclude' || !Array.isArray(values) || !values.every(isPlain)) return undefined;
    rows = rows.flatMap((row) => values.map((value) => new Map(row).set(key, String(value))));
    if (rows.length > MAXIMUM_NAMES) return undefined;
  }
  return rows;
}

const isPlain = (value: unknown): boolean =>
  (typeof value === 'string' && !value.includes('${{')) || typeof value === 'number' || typeof value === 'boolean';

/** GitHub appends the values of the matrix to a name that does not use them. */
function nameOf(name: string, row: Row): string {
  const filled = name.replaceAll(/\$\{\{\s*matrix\.([\w-]+)\s*\}\}/g, (whole, key: string) => row.get(key) ?? whole);
  return filled === name && row.size > 0 ? `${name} (${[...row.values()].join(', ')})` : filled;
}
