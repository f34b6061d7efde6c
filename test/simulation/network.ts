import type { Fate, Weather } from './weather.ts';
import { presentPass } from './pass.ts';
import { Process } from './process.ts';
import type { Scheduler } from './scheduler.ts';
import type { Call, PortName, Trace } from './trace.ts';

/** Who asks what of whom. */
export interface Asking {
  readonly process: Process;
  readonly port: PortName;
  readonly verb: string;
  readonly what: string;
  /** How this port says that there was no answer. */
  readonly noAnswer: (why: string) => Error;
}

/** What the other side did, and what of it goes into the trace. */
export interface Answered<Answer> {
  readonly answer: Promise<Answer>;
  readonly note?: (answer: Answer | undefined) => Pick<Call, 'write' | 'github' | 'found'>;
}

/** Between our processes and everything else: a call takes time, may fail on its way, and its answer may be lost. */
export class Network {
  readonly #scheduler: Scheduler;
  readonly #weather: Weather;
  readonly #trace: Trace;
  /** Requests that were sent go on when their sender is dead. */
  readonly #wire = new Process('wire');

  constructor(scheduler: Scheduler, weather: Weather, trace: Trace) {
    this.#scheduler = scheduler;
    this.#weather = weather;
    this.#trace = trace;
  }

  /** Notes down what was given up before it was sent. */
  unsent({ process: { name: process }, port, verb, what }: Omit<Asking, 'noAnswer'>, error: unknown): void {
    const at = this.#scheduler.now();
    const call = { kind: 'call', at, sentAt: at, process, pass: presentPass(), port, verb, what } as const;
    this.#trace.add({ ...call, outcome: codeOf(error), isAnswerLost: false });
  }

  /** @param perform begins when the call arrives, and settles in microtasks */
  call<Answer>(asking: Asking, perform: (fate: Fate) => Answered<Answer>): Promise<Answer> {
    const pass = presentPass();
    const sentAt = this.#scheduler.now();
    const fate = this.#weather.fateOf(asking.port);
    return new Promise((resolve, reject) => {
      const arrive = async (): Promise<void> => {
        if (!asking.process.isAlive && fate.diesWithSender) return;
        const back = (task: () => void) => this.#scheduler.after(fate.backMs, asking.process, task);
        const note = (outcome: string, isAnswerLost: boolean, rest: Partial<Call> = {}): void => {
          const at = this.#scheduler.now();
          const { process, port, verb, what } = asking;
          this.#trace.add({
            kind: 'call',
            at,
            sentAt,
            process: process.name,
            pass,
            port,
            verb,
            what,
            outcome,
            isAnswerLost,
            ...rest,
          });
        };
        const refused = this.#weather.refusal(asking, fate);
        if (refused) {
          note(codeOf(refused), false);
          back(() => reject(refused));
          return;
        }
        const { answer, note: more } = perform(fate);
        try {
          const value = await answer;
          if (fate.isAnswerLost) this.#weather.meet('lost answer', undefined);
          note('ok', fate.isAnswerLost, more?.(value));
          back(() => (fate.isAnswerLost ? reject(asking.noAnswer('the answer was lost')) : resolve(value)));
        } catch (error) {
          note(codeOf(error), false, more?.(undefined));
          back(() => reject(error instanceof Error ? error : new Error(String(error))));
        }
      };
      this.#scheduler.after(fate.thereMs, this.#wire, () => void arrive());
    });
  }
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('status' in error) return String(error.status);
  return error instanceof Error ? error.message : 'failed';
}
