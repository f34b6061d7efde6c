import type { CommitSha } from '#model/ids.ts';
import type { ImageRequest } from './images.ts';

/** A question for the image of a commit. @param image what the file says; undefined when it says nothing */
export const imageRequest = (image: string | undefined, sha: CommitSha): ImageRequest => ({
  repository: { id: 1, fullName: 'acme/shop' },
  sha,
  workload: { env: {}, ...(image !== undefined && { image }), service: { port: 3000, health: '/' } },
});
