import { imageTemplate } from '#model/image-template.ts';
import { substitute } from '#features/init/sources/variables.ts';
import type { Job, Step, Workflow } from './workflow.ts';

/** The image that a workflow pushes. */
export interface PushedImage {
  /** With `{sha}` in its tag; undefined when the name, or the commit in its tag, cannot be read from the file. */
  readonly template?: string;
  /** One-based, of the job. */
  readonly line: number;
}

/** The first image that a workflow pushes; one whose whole name is in the file comes before others. */
export function pushedImageOf({ jobs, env, lineOf }: Workflow): PushedImage | undefined {
  const pushes = Object.entries(jobs).flatMap(([id, job]) =>
    job.steps.filter(pushesImage).map((step) => {
      const template = templateIn(textOf(step), variablesOf(env, job, step));
      return { line: lineOf('jobs', id), ...(template !== undefined && { template }) };
    }),
  );
  return pushes.find(({ template }) => template !== undefined) ?? pushes[0];
}

const pushesImage = ({ uses, run, with: inputs }: Step): boolean =>
  (uses.startsWith('docker/build-push-action@') && inputs['push'] !== false) ||
  /\b(docker|podman|buildah) (image )?push\b|\bbuildx build\b[^\n]*--push/.test(run);

const textOf = ({ run, with: { tags } }: Step): string => `${typeof tags === 'string' ? tags : ''}\n${run}`;

const variablesOf = (env: Workflow['env'], job: Job, step: Step): ReadonlyMap<string, string> =>
  new Map([
    ...Object.entries({ ...env, ...job.env, ...step.env }).map(([name, value]) => [name, String(value)] as const),
    ['GITHUB_SHA', '{sha}'],
  ]);

function templateIn(text: string, variables: ReadonlyMap<string, string>): string | undefined {
  const names = filled(substitute(filled(text, variables), variables), variables).matchAll(
    /[\w.-]+(?::\d+)?(?:\/[\w.-]+)+:[\w.-]*\{sha\}[\w.-]*/g,
  );
  return [...names].map(([name]) => name).find((name) => imageTemplate.safeParse(name).success);
}

/** Puts the expressions in that are known; of the others the opening brackets stay, which are part of no name. */
const filled = (text: string, variables: ReadonlyMap<string, string>): string =>
  text
    .replaceAll(/\$\{\{\s*github\.sha\s*\}\}/g, '{sha}')
    .replaceAll(/\$\{\{\s*env\.(\w+)\s*\}\}/g, (whole, name: string) => variables.get(name) ?? whole);
