import type { State } from './state.ts';

/** A state that is a table of JSON texts, and what was written in which order. */
export interface MemoryState extends State {
  readonly texts: Map<string, string>;
  readonly writes: readonly string[];
}

export function memoryState(content: Readonly<Record<string, unknown>> = {}): MemoryState {
  const texts = new Map(Object.entries(content).map(([name, value]) => [name, JSON.stringify(value)]));
  const writes: string[] = [];
  return {
    texts,
    writes,
    directory: '/state',
    read: async (name) => {
      const text = texts.get(name);
      return text === undefined ? undefined : JSON.parse(text);
    },
    write: async (name, value) => {
      writes.push(name);
      texts.set(name, JSON.stringify(value));
    },
    close: async () => undefined,
  };
}
