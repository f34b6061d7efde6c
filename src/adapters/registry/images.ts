import { imageOf } from '#model/image-template.ts';
import type { ImageDigest } from '#model/ids.ts';
import type { Clock } from '#ports/clock.ts';
import { ImagesError, type Image, type Images } from '#ports/images.ts';
import { RegistryClient, type RegistryClientOptions } from './client.ts';
import { digestOf } from './manifest.ts';
import { addressOf, type RepositoryAddress } from './reference.ts';
import { Slots } from './slots.ts';

export interface RegistryImagesOptions extends RegistryClientOptions {
  /** How many questions one registry is asked at a time; default 8. */
  readonly concurrency?: number;
  /** For one image: its turn, every credential, every redirect; default 30 seconds. */
  readonly deadlineMs?: number;
}

/** Long enough for the several reads of one pass, too short for anybody to notice that a tag was moved. */
const FRESH_MS = 5_000;

/** Images in registries that speak the OCI distribution API. */
export function createRegistryImages(options: RegistryImagesOptions): Images {
  const { clock, concurrency = 8, deadlineMs = 30_000 } = options;
  const client = new RegistryClient(options);
  const slots = new Slots(concurrency);
  const found = new Recent(clock);
  const running = new Map<string, Promise<ImageDigest | undefined>>();

  async function ask(address: RepositoryAddress, tag: string): Promise<ImageDigest | undefined> {
    const signal = AbortSignal.timeout(deadlineMs);
    let begun = false;
    const task = () => ((begun = true), digestOf(client, address, tag, signal));
    try {
      return await slots.run(address.host, task, signal);
    } catch (error) {
      if (begun) throw error;
      const message = `${address.registry}: no answer: too many questions wait for it`;
      throw new ImagesError('Unavailable', message, { source: 'system' });
    }
  }

  /** Who asks the same meanwhile gets the same answer. */
  function askOnce(key: string, address: RepositoryAddress, tag: string): Promise<ImageDigest | undefined> {
    const same = running.get(key);
    if (same) return same;
    const asked = ask(address, tag).finally(() => running.delete(key));
    running.set(key, asked);
    return asked;
  }

  return {
    async find({ sha, workload }): Promise<Image | undefined> {
      const { name, tag } = imageOf(workload.image ?? missing(), sha);
      const address = addressOf(name) ?? invalid(name);
      const key = `${name}:${tag}`;
      const digest = found.get(key) ?? (await askOnce(key, address, tag));
      if (digest === undefined) return undefined;
      found.set(key, digest);
      return { name, digest };
    },
  };
}

interface Seen {
  readonly digest: ImageDigest;
  readonly untilMs: number;
}

/** What was found just now. What was not found is asked for again each time. */
class Recent {
  readonly #clock: Clock;
  readonly #seen = new Map<string, Seen>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(key: string): ImageDigest | undefined {
    const seen = this.#seen.get(key);
    return seen && this.#clock.now() < seen.untilMs ? seen.digest : undefined;
  }

  /** What was seen first ends first, so only the front has to be looked at. */
  set(key: string, digest: ImageDigest): void {
    if (this.get(key) !== undefined) return;
    const now = this.#clock.now();
    for (const [other, { untilMs }] of this.#seen) {
      if (untilMs > now) break;
      this.#seen.delete(other);
    }
    this.#seen.delete(key);
    this.#seen.set(key, { digest, untilMs: now + FRESH_MS });
  }
}

function missing(): never {
  throw new ImagesError('Invalid', 'the file names no image, and nothing else says where it is', {
    source: 'user',
    next: 'add "image: REGISTRY/NAME:{sha}" under spec in dungeonmaster.yaml',
  });
}

function invalid(name: string): never {
  throw new ImagesError('Invalid', `${name} is not the name of an image`, {
    source: 'user',
    next: 'correct "image" in dungeonmaster.yaml: [REGISTRY[:PORT]/]NAME:TAG with {sha} in the tag',
  });
}
