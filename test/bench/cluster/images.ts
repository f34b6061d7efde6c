import { imageDigest } from '#model/ids.ts';
import type { Images } from '#ports/images.ts';

/** Every commit has an image, whose digest tells which commit it is of. */
export const digestOf = (sha: string) => imageDigest.parse(`sha256:${sha.padStart(64, '0')}`);

export const benchImages: Images = {
  find: async ({ sha }) => ({ name: 'ghcr.io/acme/shop', digest: digestOf(sha) }),
};
