import { messageOf } from '#lib/coded-error.ts';
import type { ProgramEnd, ProgramResult, ProgramRun, Programs } from '#ports/programs.ts';
import type { Timers } from '#ports/timers.ts';
import type { Child } from './child.ts';
import type { Children } from './children.ts';

const TAIL_LINES = 200;

/** Programs as children, each with a mark of its own: those that run side by side do not end each other. */
export function createPrograms({ children, timers }: { children: Children; timers: Timers }): Programs {
  let count = 0;
  return {
    run: async (program) => {
      if (program.signal?.aborted) return { end: { kind: 'stopped' }, tail: [] };
      const { command, directory, env, purpose } = program;
      try {
        const child = await children.start({ command, directory, env, name: `${purpose}/${(count += 1)}` });
        return await resultOf(child, program, timers);
      } catch (error) {
        return { end: { kind: 'notStarted', message: messageOf(error) }, tail: [] };
      }
    },
  };
}

async function resultOf(child: Child, { timeoutMs, signal }: ProgramRun, timers: Timers): Promise<ProgramResult> {
  let stopped: ProgramEnd | undefined;
  const stop = (end: ProgramEnd): void => {
    stopped ??= end;
    void child.stop(0);
  };
  const abort = () => stop({ kind: 'stopped' });
  const cancel = timeoutMs === undefined ? undefined : timers.after(timeoutMs, () => stop({ kind: 'timedOut' }));
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  const { code, signal: by = 'a signal' } = await child.ended;
  cancel?.();
  signal?.removeEventListener('abort', abort);
  const end: ProgramEnd = stopped ?? (code === undefined ? { kind: 'killed', signal: by } : { kind: 'exited', code });
  return { end, tail: child.tail(TAIL_LINES) };
}
