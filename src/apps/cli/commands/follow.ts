import { CodedError } from '#lib/coded-error.ts';
import { sleep } from '#ports/timers.ts';
import type { ActView } from '#apps/server/views.ts';
import { ask } from '#apps/cli/ask.ts';
import type { CliIo } from '#apps/cli/io.ts';
import { renderProgress } from '#apps/cli/screens/act.ts';

export interface FollowOptions {
  readonly socket: string;
  /** Shows a line of progress. */
  readonly say: (line: string) => void;
}

const LOOK_MS = 500;
/** Longer than the controller follows an act itself. */
const DEADLINE_MS = 10 * 60_000;

/**
 * Waits for the end of an act. Throws `CodedError` when it was refused, came to nothing, or takes too long.
 * @returns how it ended well; undefined when the person stopped waiting
 */
export async function follow(
  asked: ActView,
  { socket, say }: FollowOptions,
  io: Pick<CliIo, 'clock' | 'timers' | 'interruptible'>,
): Promise<ActView | undefined> {
  const signal = io.interruptible();
  const until = io.clock.now() + DEADLINE_MS;
  let view = asked;
  say(renderProgress(view));
  while (view.state === 'Open' || view.state === 'Recorded') {
    await sleep(io.timers, LOOK_MS, signal);
    if (signal.aborted) {
      say(`stopped waiting: it goes on; see: dm why ${asked.environment}`);
      return undefined;
    }
    if (io.clock.now() > until) throw tooLong(asked);
    const next = await ask<ActView>(socket, `/v1/acts/${asked.name}`);
    if (next.state === 'Recorded' && view.state === 'Open') say(renderProgress(next));
    view = next;
  }
  if (view.succeeded) return view;
  throw cameToNothing(view);
}

const tooLong = ({ act, environment }: ActView): CodedError =>
  new CodedError('NotYet', `${act} ${environment}: not carried out within ${DEADLINE_MS / 60_000} minutes`, {
    source: 'system',
    next: `it goes on by itself; see what keeps it: dm why ${environment}`,
  });

const cameToNothing = ({ act, environment, state, reason = 'NotReady', message, next }: ActView): CodedError =>
  new CodedError(reason, `${act} ${environment}${state === 'Refused' ? ' was refused' : ''}: ${message}`, {
    source: 'user',
    next,
  });
