import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { CHILD_VARIABLE } from '#adapters/local/processes/environment.ts';
import { readProcesses, startedWith } from '#adapters/local/processes/process-table.ts';
import { makePlace, startOwnUp, type Place, type Up } from '#test/e2e/dm.testing.ts';
import { MadeRepository } from '#test/made-repository.testing.ts';

/** A user's repository called `shop`, and every `dm up` for it. */
export interface OwnWorld {
  readonly place: Place;
  readonly made: MadeRepository;
  /** Starts `dm up --repo`; it ends with the test, if not before. */
  readonly up: (...words: readonly string[]) => Up;
}

/** @param make fills the repository */
export async function ownWorld(context: TestContext, make: (made: MadeRepository) => void): Promise<OwnWorld> {
  const place = await makePlace();
  const made = new MadeRepository(join(place.directory, 'shop'));
  const running: Up[] = [];
  context.after(async () => {
    for (const { child } of running) child.kill('SIGKILL');
    await Promise.all(running.map(({ ended }) => ended));
    await place.remove();
  });
  make(made);
  const up: OwnWorld['up'] = (...words) => {
    const started = startOwnUp(place, [made.directory], ...words);
    running.push(started);
    return started;
  };
  return { place, made, up };
}

/** What a `dm up` has started and left. */
export const leftOf = ({ child }: Up): readonly string[] =>
  readProcesses().flatMap(({ id, ended }) => {
    const mark = ended ? undefined : startedWith(id, CHILD_VARIABLE);
    return mark?.startsWith(`${child.pid}-`) ? [mark] : [];
  });
