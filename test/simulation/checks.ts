import type { Conclusion } from '#emulation/github/repository.ts';
import type { World } from './world.ts';

/** Checks run for as long as this at the most, in milliseconds. */
const LONGEST_MS = 120_000;
const PASSES = 0.85;

/** What runs the checks of every commit that becomes a head, once. */
export class Checks {
  readonly #world: World;
  readonly #begun = new Set<string>();
  readonly #running = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  /** A commit became head of a branch or pull request. */
  runOnce(sha: string): void {
    if (this.#begun.has(sha)) return;
    this.#begun.add(sha);
    for (const name of this.#world.setting.checks) this.#run(sha, name);
  }

  /** Somebody pressed "Re-run". */
  rerun(sha: string): void {
    const name = this.#world.dice.pick(this.#world.setting.checks);
    if (name !== undefined && !this.#running.has(`${sha} ${name}`)) this.#run(sha, name);
  }

  #run(sha: string, name: string): void {
    const { scheduler, others, dice, hub } = this.#world;
    const conclusion: Conclusion = dice.chance(PASSES) ? 'success' : 'failure';
    const repository = hub.repository.id;
    this.#running.add(`${sha} ${name}`);
    scheduler.after(dice.around(4_000), others, () => {
      this.#note(name, `begins on ${sha}`);
      hub.command({ kind: 'startCheck', repository, sha, name });
      scheduler.after(Math.min(LONGEST_MS, dice.around(30_000)), others, () => {
        this.#note(name, `${conclusion} on ${sha}`);
        hub.command({ kind: 'completeCheck', repository, sha, name, conclusion });
        this.#running.delete(`${sha} ${name}`);
      });
    });
  }

  #note(name: string, what: string): void {
    this.#world.trace.add({ kind: 'check', at: this.#world.scheduler.now(), name, what });
  }
}
