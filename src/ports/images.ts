import { CodedError } from '#lib/coded-error.ts';
import type { CommitSha, ImageDigest, RepositoryRef } from '#model/ids.ts';
import type { Workload } from '#model/application-file.ts';

/** Which image is asked for: the name that the file gives, and what it is made of where there is no registry. */
export interface ImageRequest {
  readonly repository: RepositoryRef;
  readonly sha: CommitSha;
  readonly workload: Workload;
}

/** An image that exists: its name without tag, and the digest that pins it. */
export interface Image {
  readonly name: string;
  readonly digest: ImageDigest;
}

/** Where images are looked up: a registry, or local mode's cache of built checkouts. */
export interface Images {
  /** The image of a commit, or undefined when it is not there (yet). Throws `ImagesError`. */
  find(request: ImageRequest): Promise<Image | undefined>;
}

/**
 * - `Unavailable`: the registry gave no answer; - `Forbidden`: it refused us, or our credentials cannot be used;
 * - `Invalid`: what the file names cannot be an image, so that no registry was asked.
 */
export class ImagesError extends CodedError<'Unavailable' | 'Forbidden' | 'Invalid'> {
  override readonly name = 'ImagesError';
}
