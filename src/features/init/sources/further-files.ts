import { z } from 'zod';
import { parseCompose, type ComposeService } from './compose.ts';
import { COMPOSE_FILES } from './known-names.ts';
import { parsePackageJson } from './package-json.ts';
import { readYaml } from './yaml.ts';

type Texts = ReadonlyMap<string, string>;

const pnpm = z.object({ packages: z.array(z.string()) });

/** The directories, or patterns of them, in which a repository has packages of its own. */
export function workspacePatternsIn(texts: Texts): readonly string[] {
  const own = parsePackageJson(texts.get('package.json') ?? '')?.workspaces ?? [];
  const yaml = readYaml(texts.get('pnpm-workspace.yaml') ?? '');
  const parsed = pnpm.safeParse(yaml.ok ? yaml.file.value : undefined);
  return [...own, ...(parsed.data?.packages ?? [])].filter(isShort).map(normalized);
}

/** The Dockerfiles of the services that are built, by the first Compose file that is there. */
export function dockerfilesIn(texts: Texts): readonly string[] {
  const text = COMPOSE_FILES.map((name) => texts.get(name)).find((one) => one !== undefined);
  const yaml = readYaml(text ?? '');
  const services = yaml.ok ? (parseCompose(yaml.file)?.services ?? []) : [];
  return services.flatMap(({ build }) => dockerfileOf(build) ?? []);
}

/** Where the Dockerfile of a service is; undefined when it is not built, or from somewhere else. */
export function dockerfileOf(build: ComposeService['build']): string | undefined {
  const { context = '', dockerfile = 'Dockerfile' } = build ?? {};
  if (!build || !isShort(context + dockerfile) || /[:$]|(^|\/)\.\.(\/|$)|^\//.test(context)) return undefined;
  return normalized(`${context}/${dockerfile}`);
}

const isShort = (path: string): boolean => path.length <= 256;

/** `./packages/api/` is `packages/api`. */
const normalized = (path: string): string =>
  path
    .split('/')
    .filter((step) => step !== '' && step !== '.')
    .join('/');
