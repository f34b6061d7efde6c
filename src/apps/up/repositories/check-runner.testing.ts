import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { until } from '#adapters/local/real-time.testing.ts';
import { manualTimers } from '#ports/manual-timers.testing.ts';
import { imageDigest } from '#model/ids.ts';
import type { ImageRequest } from '#ports/images.ts';
import type { ProgramResult, ProgramRun, Programs } from '#ports/programs.ts';
import { memoryTree } from '#ports/source-tree/memory-tree.testing.ts';
import { ApplicationFiles } from './application-files.ts';
import { createOwnCheckRunner, type OwnCheckRunnerOptions } from './check-runner.ts';

export const [one, other, gone] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string];
/** A check of a commit of the only repository, unless told otherwise. */
export const check = (name: string, sha = one, repositoryId = 1) => ({ repositoryId, sha, name });
export const ref = { id: 1, fullName: 'ana/shop' };
const digest = imageDigest.parse(`sha256:${'0'.repeat(64)}`);
export const image = { name: 'local/shop', digest };
export const never = new AbortController().signal;
const file = (spec: string) => ({
  'dungeonmaster.yaml': `apiVersion: dungeonmaster.dev/v1alpha1\nkind: Application\nmetadata: {name: shop}\nspec: ${spec}\n`,
});

/** Programs that end at once with this code, or when the test says so; copies are made at once. */
class PlayedPrograms implements Programs {
  readonly commands: string[] = [];
  readonly #ends: ((result: ProgramResult) => void)[] = [];
  readonly #code: number | undefined;

  constructor(code?: number) {
    this.#code = code;
  }

  async run({ command, signal }: ProgramRun): Promise<ProgramResult> {
    if (command[0] === 'cp') return exited(0);
    this.commands.push(command.join(' '));
    if (this.#code !== undefined) return exited(this.#code);
    return new Promise((resolve) => {
      this.#ends.push(resolve);
      signal?.addEventListener('abort', () => resolve({ end: { kind: 'stopped' }, tail: [] }));
    });
  }

  end(code: number, ...tail: readonly string[]): void {
    this.#ends.shift()?.(exited(code, tail));
  }

  /** What is before the command reads and writes files. */
  begun(): Promise<void> {
    return until('the command has begun', () => this.#ends.length > 0);
  }
}

const exited = (code: number, tail: readonly string[] = []): ProgramResult => ({ end: { kind: 'exited', code }, tail });

/** @param code what every command ends with at once; left out: the test ends them */
export async function setUp(
  context: TestContext,
  spec = '{test: make check}',
  given: Partial<OwnCheckRunnerOptions> = {},
  code?: number,
) {
  const root = await mkdtemp(join(tmpdir(), 'dm-own-checks-'));
  context.after(() => rm(root, { recursive: true }));
  const built = join(root, 'built');
  await mkdir(built);
  await writeFile(join(built, 'artifact'), 'built\n');
  const files = new ApplicationFiles({ treeOf: () => memoryTree(file(spec)), directory: 'shop', answers: {} });
  const programs = new PlayedPrograms(code);
  const timers = manualTimers();
  const told: string[] = [];
  const asked: ImageRequest[] = [];
  const runner = createOwnCheckRunner({
    repositoryOf: (id) => (id === 1 ? { ref, files } : undefined),
    images: {
      find: async (request) => {
        asked.push(request);
        return request.sha === gone ? undefined : image;
      },
    },
    builds: { open: async () => built, close: async () => undefined },
    programs,
    environment: { PATH: process.env['PATH'] ?? '' },
    directory: join(root, 'checks'),
    timers,
    onRunning: ({ name, sha }, elapsedMs) => told.push(`${name} ${sha[0]} ${elapsedMs}`),
    ...given,
  });
  return { runner, programs, timers, told, asked, built, left: () => readdir(join(root, 'checks')) };
}
