import { imageOf } from '#model/image-template.ts';
import type { Clock } from '#ports/clock.ts';
import { ImagesError, type Images } from '#ports/images.ts';
import type { Commits } from './commits.ts';
import type { Network } from './network.ts';
import type { Process } from './process.ts';

const noAnswer = (why: string): ImagesError => new ImagesError('Unavailable', why, { source: 'system' });

/** A registry that has the image of a commit some time after the commit was written. */
export function createImagesPort(network: Network, commits: Commits, clock: Clock, process: Process): Images {
  return {
    find: ({ sha, workload: { image = '' } }) =>
      network.call({ process, port: 'images', verb: 'find', what: sha, noAnswer }, () => {
        const { digest, imageAt } = commits.get(sha);
        const found = clock.now() < imageAt ? undefined : { name: imageOf(image, sha).name, digest };
        return { answer: Promise.resolve(found) };
      }),
  };
}
