import { remembered } from '#lib/remembered.ts';
import { parseApplicationFile, type ApplicationFile, type FileProblem } from '#model/application-file.ts';
import type { Check } from '#model/checks.ts';
import type { Application } from '#model/environment.ts';
import type { CommitSha } from '#model/ids.ts';
import { ImagesError, type Image, type ImageRequest } from '#ports/images.ts';
import type { DeliverPorts } from '#features/deliver/ports.ts';

/** The application's file as it stands at one commit or branch. */
export type FileSeen =
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'invalid'; readonly path: string; readonly problems: readonly FileProblem[] }
  | { readonly kind: 'valid'; readonly path: string; readonly file: ApplicationFile };

/** All that a decision about one commit may depend on. */
export interface CommitWorld {
  readonly sha: CommitSha;
  readonly file: FileSeen;
  readonly checks: readonly Check[];
  readonly image: Image | undefined;
  /** What keeps its image from being looked up until somebody mends it. */
  readonly imageRefusal?: string;
}

/** Reads one commit: its file and its checks side by side, then its image. */
export async function gatherCommit(
  ports: DeliverPorts,
  application: Application,
  sha: CommitSha,
): Promise<CommitWorld> {
  const { repository } = application.spec;
  const [file, checks] = await Promise.all([
    gatherFile(ports, application, sha),
    ports.github.checks.ofCommit(repository, sha),
  ]);
  const found = file.kind === 'valid' ? await findImage(ports, { repository, sha, workload: file.file.workload }) : {};
  return { sha, file, checks, image: undefined, ...found };
}

/** A registry that gives no answer is waited for (law 9); one that refuses is told to people. */
async function findImage(
  { images }: DeliverPorts,
  request: ImageRequest,
): Promise<Pick<CommitWorld, 'image' | 'imageRefusal'>> {
  try {
    return { image: await images.find(request) };
  } catch (error) {
    if (!(error instanceof ImagesError) || error.code === 'Unavailable') throw error;
    const { message, next } = error;
    return { image: undefined, imageRefusal: next === undefined ? message : `${message}: ${next}` };
  }
}

/** Most commits leave the file as it is. */
const parse = remembered(parseApplicationFile, 32);

/** Reads the file at a commit or branch. A file that names another application is invalid here. */
export async function gatherFile({ github }: DeliverPorts, application: Application, ref: string): Promise<FileSeen> {
  const { repository, path } = application.spec;
  const text = await github.files.read(repository, ref, path);
  if (text === undefined) return { kind: 'missing', path };

  const parsed = parse(text);
  if (!parsed.ok) return { kind: 'invalid', path, problems: parsed.problems };

  const { name } = application.metadata;
  if (parsed.file.name === name) return { kind: 'valid', path, file: parsed.file };
  const message = `is "${parsed.file.name}", but the repository is registered as "${name}"`;
  return { kind: 'invalid', path, problems: [{ line: 1, path: 'metadata.name', message }] };
}
