import type { SourceProblem } from '#features/init/source.ts';
import { parseCompose, type Compose } from './compose.ts';
import { parseDockerfile, type Dockerfile } from './dockerfile/dockerfile.ts';
import { jsonErrorLine, parsePackageJson, type PackageJson } from './package-json.ts';
import { parseWorkflow, type Workflow } from './workflow/workflow.ts';
import { readYaml, type YamlFile } from './yaml.ts';

/** What a text means, or what is wrong with it. */
export type Understood<Content> =
  | { readonly content: Content }
  | { readonly problem: Pick<SourceProblem, 'line' | 'message'> };

export function asDockerfile(text: string): Understood<Dockerfile> {
  const content = parseDockerfile(text);
  return content ? { content } : { problem: { line: 1, message: 'has no FROM, so it is not a Dockerfile' } };
}

export function asPackageJson(text: string): Understood<PackageJson> {
  const content = parsePackageJson(text);
  if (content) return { content };
  const line = jsonErrorLine(text);
  return { problem: { ...(line !== undefined && { line }), message: 'is not a valid JSON object' } };
}

export const asCompose = (text: string): Understood<Compose> => asYaml(text, parseCompose, 'has no services');

export const asWorkflow = (text: string): Understood<Workflow> =>
  asYaml(text, parseWorkflow, 'is not a workflow of GitHub Actions');

/** Valid or not: its patterns were read when the files were gathered. */
export const asAnyYaml = (text: string): Understood<YamlFile> => asYaml(text, (file) => file, '');

function asYaml<Content>(
  text: string,
  parse: (file: YamlFile) => Content | undefined,
  otherwise: string,
): Understood<Content> {
  const yaml = readYaml(text);
  if (!yaml.ok) return { problem: yaml.problem };
  const content = parse(yaml.file);
  return content === undefined ? { problem: { line: 1, message: otherwise } } : { content };
}
