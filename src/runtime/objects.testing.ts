import { strict as assert } from 'node:assert';
import type { Namespace } from '#model/kubernetes/workload.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { stored } from '#model/samples.testing.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { Objects, WatchEvent } from '#ports/objects/objects.ts';

export const namespace = (
  name: string,
  resourceVersion: string,
  labels: Record<string, string> = {},
): Stored<Namespace> =>
  stored({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, uid: `uid of ${name}`, resourceVersion, labels } });

export type NamespaceEvent = WatchEvent<'Namespace'>;

/** A watch as the test drives it. */
export interface ScriptedWatch {
  /** A version, or `everything`. */
  readonly from: string;
  /** What began it has given it up. */
  readonly isGivenUp: boolean;
  emit(...events: readonly NamespaceEvent[]): void;
  end(): void;
  fail(error: Error): void;
}

type Step = NamespaceEvent | 'end' | Error;

const refusal = () => Promise.reject(new ObjectsError('Invalid', 'sendInitialEvents is forbidden for watch'));

/** Objects of which only namespaces can be listed and watched, as the test says. */
export class ScriptedObjects {
  /** What the next lists answer; the last one answers all that follow. */
  lists: (readonly [resourceVersion: string, items: readonly Stored<Namespace>[]] | Error)[] = [['1', []]];
  /** Whether a watch can begin with everything there is. */
  streams = false;
  /** How often a watch was asked to begin with everything, and could not. */
  refused = 0;
  /** Every watch that was begun. */
  readonly watches: ScriptedWatch[] = [];
  /** What each new watch does by itself. */
  onWatch: ((watch: ScriptedWatch) => void) | undefined;
  listed = 0;

  get last(): ScriptedWatch {
    return this.watches.at(-1) ?? assert.fail('nothing is watched');
  }

  readonly port = {
    list: async () => {
      const answer = this.lists[Math.min(this.listed, this.lists.length - 1)];
      this.listed += 1;
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no list is scripted');
      return { resourceVersion: answer[0], items: answer[1] };
    },
    watch: (_kind: string, { resourceVersion, signal }: { resourceVersion?: string; signal: AbortSignal }) =>
      resourceVersion === undefined && !this.streams
        ? this.#refuse()
        : this.#watch(resourceVersion ?? 'everything', signal),
  } as unknown as Objects;

  #refuse(): AsyncIterable<NamespaceEvent> {
    this.refused += 1;
    return { [Symbol.asyncIterator]: () => ({ next: refusal }) };
  }

  #watch(from: string, signal: AbortSignal): AsyncIterable<NamespaceEvent> {
    const steps: Step[] = [];
    let wake = Promise.withResolvers<void>();
    const push = (...more: readonly Step[]) => {
      steps.push(...more);
      wake.resolve();
    };
    signal.addEventListener('abort', () => push('end'));
    const watch: ScriptedWatch = {
      from,
      get isGivenUp() {
        return signal.aborted;
      },
      emit: push,
      end: () => push('end'),
      fail: (error) => push(error),
    };
    this.watches.push(watch);
    this.onWatch?.(watch);
    return (async function* () {
      for (;;) {
        const step = steps.shift();
        if (step === 'end') return;
        if (step instanceof Error) throw step;
        if (step) {
          yield step;
        } else {
          await wake.promise;
          wake = Promise.withResolvers();
        }
      }
    })();
  }
}
