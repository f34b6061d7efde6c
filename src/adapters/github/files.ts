import { z } from 'zod';
import type { Files } from '#ports/github/code.ts';
import { GitHubError } from '#ports/github/errors.ts';
import type { Ask } from './ask.ts';
import { repositoryParameters } from './request.ts';

const CONTENTS = 'GET /repos/{owner}/{repo}/contents/{path}';
const COMMIT = 'GET /repos/{owner}/{repo}/commits/{ref}';

const contents = z.union([
  z.array(z.unknown()),
  z.object({
    type: z.string(),
    size: z.number(),
    /** `none` for files of more than one megabyte, whose content GitHub leaves out. */
    encoding: z.string().optional(),
    content: z.string().optional(),
  }),
]);
const commit = z.object({ sha: z.string() });

export function createFiles(ask: Ask): Files {
  return {
    async read(repository, ref, path) {
      const parameters = { ...repositoryParameters(repository), path, ref };
      const where = `${repository.fullName}: ${path} at ${ref}`;
      try {
        const { data } = await ask(CONTENTS, parameters, contents);
        return textOf(data, where);
      } catch (error) {
        if (!(error instanceof GitHubError) || error.code !== 'NotFound') throw error;
      }
      await ask(COMMIT, { ...repositoryParameters(repository), ref, per_page: 1 }, commit);
      return undefined;
    },
  };
}

function textOf(data: z.output<typeof contents>, where: string): string {
  if (Array.isArray(data)) throw new GitHubError('Invalid', `${where} is a directory, not a file`);
  if (data.type !== 'file') throw new GitHubError('Invalid', `${where} is a ${data.type}, not a file`);
  if (data.encoding !== 'base64' || data.content === undefined) {
    throw new GitHubError('Invalid', `${where} is too large: ${data.size} bytes, and at most 1 MB is read`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(data.content, 'base64'));
  } catch {
    throw new GitHubError('Invalid', `${where} is not UTF-8 text`);
  }
}
