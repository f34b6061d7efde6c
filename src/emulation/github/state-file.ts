import { open, mkdir, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodedError, messageOf } from '#lib/coded-error.ts';
import type { StateStore } from './ports.ts';
import type { GitHubState } from './state.ts';

const VERSION = 1;

/** Keeps the state in one file: `{ version, state }`, written beside and renamed, so that it is always whole. */
export function createStateFile(path: string): StateStore {
  return new StateFile(path);
}

class StateFile implements StateStore {
  readonly #path: string;
  #newest: GitHubState | undefined;
  #writing: Promise<void> | undefined;
  #failure: unknown;

  constructor(path: string) {
    this.#path = path;
  }

  async load(): Promise<GitHubState | undefined> {
    const text = await this.#text();
    if (text === undefined) return undefined;
    const next = 'remove the file to begin with an empty GitHub';
    const kept = parsed(text);
    if (kept?.version === VERSION) return kept.state;
    const why = kept
      ? `it has version ${JSON.stringify(kept.version)}, and ${VERSION} is read`
      : 'it is not a state of this emulation';
    throw new CodedError('StateUnreadable', `read the state of GitHub: ${this.#path}: ${why}`, {
      source: 'user',
      next,
    });
  }

  save(state: GitHubState): void {
    this.#newest = state;
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
  }

  async flush(): Promise<void> {
    while (this.#writing) await this.#writing;
    const failure = this.#failure;
    if (failure === undefined) return;
    this.#failure = undefined;
    const message = `keep the state of GitHub: ${this.#path}: ${messageOf(failure)}`;
    throw new CodedError('StateNotKept', message, { source: 'system', cause: failure });
  }

  /** What is saved during a write is written after it, the newest only. */
  async #writeAll(): Promise<void> {
    await Promise.resolve();
    while (this.#newest) {
      const state = this.#newest;
      this.#newest = undefined;
      try {
        await write(this.#path, JSON.stringify({ version: VERSION, state }));
        this.#failure = undefined;
      } catch (thrown) {
        this.#failure = thrown;
      }
    }
  }

  async #text(): Promise<string | undefined> {
    try {
      return await readFile(this.#path, 'utf8');
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
      throw thrown;
    }
  }
}

/** Readable by its owner only: it holds tokens. */
async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.new`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}

function parsed(text: string): { readonly version: unknown; readonly state: GitHubState } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('version' in value) || !('state' in value)) return undefined;
    // Only this class writes the file; its version vouches for the rest.
    return { version: value.version, state: value.state as GitHubState };
  } catch {
    return undefined;
  }
}
