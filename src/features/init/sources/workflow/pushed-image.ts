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

/** Longer scripts hide their images from us. */
const MAXIMUM_TEXT = 16_384;
const MAXIMUM_VALUE = 256;

const pushesImage = ({ uses, run, with: inputs }: Step): boolean =>
  (uses.startsWith('docker/build-push-action@') && inputs['push'] !== false) ||
  /\b(docker|podman|buildah) (image )?push\b/.test(run) ||
  (run.includes('buildx build') && run.includes('--push'));

const textOf = ({ run, with: { tags } }: Step): string =>
  `${typeof tags === 'string' ? tags : ''}\n${run}`.slice(0, MAXIMUM_TEXT);

const variablesOf = (env: Workflow['env'], job: Job, step: Step): ReadonlyMap<string, string> =>
  new Map([
    ...Object.entries({ ...env, ...job.env, ...step.env }).map(
      ([name, value]) => [name, String(value).slice(0, MAXIMUM_VALUE)] as const,
    ),
    ['GITHUB_SHA', '{sha}'],
  ]);

/** The first word that is an image's name with the commit in its tag. */
function templateIn(text: string, variables: ReadonlyMap<string, string>): string | undefined {
  const words = filled(substitute(filled(text, variables), variables), variables).split(/[\s"',;=&|()<>]+/);
  return words.find((word) => word.includes('/') && word.length <= 255 && imageTemplate.safeParse(word).success);
}

/** Puts the expressions in that are known; of the others the opening brackets stay, which are part of no name. */
const filled = (text: string, variables: ReadonlyMap<string, string>): string =>
  text
    .replaceAll(/\$\{\{\s*github\.sha\s*\}\}/g, '{sha}')
    .replaceAll(/\$\{\{\s*env\.(\w+)\s*\}\}/g, (whole, name: string) => variables.get(name) ?? whole);
