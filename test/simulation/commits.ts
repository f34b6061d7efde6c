import {
  applicationName,
  commitSha,
  imageDigest,
  type ApplicationName,
  type CommitSha,
  type ImageDigest,
} from '#model/ids.ts';
import type { Commit } from '#emulation/github/repository.ts';
import type { Random } from '#lib/random.ts';

/** One application of the repository, and where its file is. */
export interface Service {
  readonly name: ApplicationName;
  readonly path: string;
}

/** What the code of a commit does once it is started. */
export type Behaviour = 'runs' | 'crashes' | 'crashes at first' | 'is never ready' | 'cannot be pulled';

export type FileState = 'valid' | 'invalid' | 'missing';

/** A commit, and what comes of it. */
export interface Written {
  readonly sha: CommitSha;
  readonly file: FileState;
  readonly behaviour: Behaviour;
  readonly digest: ImageDigest;
  /** When its image is in the registry, in milliseconds since 1970. */
  readonly imageAt: number;
  readonly commit: Commit;
}

export interface NewCommit {
  readonly parents: readonly string[];
  readonly now: number;
  readonly file?: FileState;
  readonly behaviour?: Behaviour;
  /** How long its image takes to be built. */
  readonly imageMs: number;
  /** Another commit whose image it shares: nothing that is built has changed. */
  readonly sameImageAs?: CommitSha | undefined;
}

/** Every commit that anybody wrote, the files in them and the images of them. */
export class Commits {
  readonly services: readonly Service[];
  readonly #random: Random;
  readonly #checks: readonly string[] | undefined;
  readonly #written = new Map<string, Written>();
  readonly #byDigest = new Map<string, Behaviour>();

  /** @param checks those that the file names; undefined when GitHub requires them instead */
  constructor(random: Random, names: readonly string[], checks: readonly string[] | undefined) {
    this.#random = random;
    this.#checks = checks;
    this.services = names.map((name, index) => ({
      name: applicationName.parse(name),
      path: index === 0 ? 'dungeonmaster.yaml' : `${name}/dungeonmaster.yaml`,
    }));
  }

  write({ parents, now, file = 'valid', behaviour = 'runs', imageMs, sameImageAs }: NewCommit): Written {
    const sha = commitSha.parse(this.#hexadecimal(40));
    const same = sameImageAs && this.#written.get(sameImageAs);
    const digest = same ? same.digest : imageDigest.parse(`sha256:${this.#hexadecimal(64)}`);
    const author = { name: 'Ana', email: 'ana@acme.test' };
    const commit = {
      sha,
      tree: this.#hexadecimal(40),
      parents,
      message: `commit ${this.#written.size + 1}`,
      author,
      date: now,
    };
    const written: Written = {
      sha,
      file,
      behaviour: same?.behaviour ?? behaviour,
      digest,
      imageAt: now + imageMs,
      commit,
    };
    this.#written.set(sha, written);
    this.#byDigest.set(digest, written.behaviour);
    return written;
  }

  get(sha: string): Written {
    const found = this.#written.get(sha);
    if (!found) throw new Error(`nobody wrote commit ${sha}`);
    return found;
  }

  behaviourOf(digest: string): Behaviour | undefined {
    return this.#byDigest.get(digest);
  }

  /** The emulation's port for the contents of files. */
  async read(_repository: number, sha: string, path: string): Promise<string | undefined> {
    const service = this.services.find((one) => one.path === path);
    const { file } = this.get(sha);
    if (!service || file === 'missing') return undefined;
    return file === 'valid' ? this.#fileOf(service) : 'kind: Application\nspec: {port: none}\n';
  }

  #fileOf({ name }: Service): string {
    const checks = this.#checks ? `\n  checks: [${this.#checks.join(', ')}]` : '';
    return `apiVersion: dungeonmaster.dev/v1alpha1
kind: Application
metadata: {name: ${name}}
spec:
  image: registry.test/${name}:{sha}${checks}
  service: {health: /health}
  stages: [{name: staging}]
`;
  }

  #hexadecimal(length: number): string {
    return Array.from({ length }, () => Math.floor(this.#random() * 16).toString(16)).join('');
  }
}
