import type { Timers } from '#ports/timers.ts';
import { Child, type ChildStart } from './child.ts';
import { CHILD_VARIABLE } from './environment.ts';
import { lookFor } from './look.ts';
import { signalGroup, signalProcess } from './process-table.ts';
import type { Forget, Supervision } from './supervision.ts';

export interface ChildrenOptions {
  /** Tells our children from those of others on this machine, without "/"; see `newInstance`. */
  readonly instance: string;
  readonly timers: Timers;
  readonly supervision: Supervision;
}

export interface NamedStart extends Omit<ChildStart, 'mark'> {
  /** Unique among those that run; the mark is `<instance>/<name>`. */
  readonly name: string;
}

/** Every process that local mode starts is started here, so that none is without mark or without supervision. */
export interface Children {
  readonly instance: string;
  /** Rejects with the error of the system when there is no such program or directory. */
  start(start: NamedStart): Promise<Child>;
  /** At once and without waiting, for the `exit` event of our own process. */
  killAll(): void;
}

export function createChildren({ instance, timers, supervision }: ChildrenOptions): Children {
  const running = new Set<Child>();
  async function forgetWhenGone(child: Child, forget: Forget): Promise<void> {
    await child.ended;
    running.delete(child);
    forget();
  }

  return {
    instance,
    start: async ({ name, env, ...start }) => {
      const mark = `${instance}/${name}`;
      const child = await Child.start(timers, { ...start, env: { ...env, [CHILD_VARIABLE]: mark }, mark });
      const forget = supervision.group(child.leader);
      running.add(child);
      void forgetWhenGone(child, forget);
      return child;
    },
    killAll: () => {
      const leaders = [...running].map(({ leader }) => leader);
      const anchors = new Map(leaders.map(({ id, startTime }) => [id, startTime]));
      const { processes } = lookFor(anchors, `${instance}/`);
      for (const { id } of leaders) signalGroup(id, 'SIGKILL');
      for (const one of processes) signalProcess(one, 'SIGKILL');
    },
  };
}
