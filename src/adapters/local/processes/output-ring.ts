import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import type { Cancel } from '#ports/timers.ts';

const LINE_LENGTH = 2000;
const LINES = 200;

/**
 * The last lines that a process wrote: 200, each cut at 2,000 characters, however much it writes.
 * The checkout that it runs in is shown as `.`: where that is on this machine is nobody's business on GitHub.
 */
export class OutputRing {
  readonly #directory: string;
  readonly #lines: string[] = [];
  readonly #partial = new Map<Readable, string>();
  readonly #listeners = new Set<(line: string) => void>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Reads a stream to its end; the lines of several streams come in the order in which they end. */
  follow(stream: Readable): void {
    const decoder = new StringDecoder('utf8');
    stream.on('data', (chunk: Buffer) => this.#add(stream, decoder.write(chunk)));
    stream.once('close', () => this.finish(stream));
    stream.on('error', () => undefined);
  }

  /** Calls the listener for every line that is kept, and for each that comes. */
  onLine(listener: (line: string) => void): Cancel {
    for (const line of this.#lines) listener(this.#shown(line));
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Nothing more comes: lines that were begun are lines. Without a stream, those of all. */
  finish(stream?: Readable): void {
    for (const [begun, text] of this.#partial) {
      if (text === '' || (stream && stream !== begun)) continue;
      this.#partial.set(begun, '');
      this.#keep([text]);
    }
  }

  tail(count: number): readonly string[] {
    const open = [...this.#partial.values()].filter((text) => text !== '');
    return count > 0 ? [...this.#lines, ...open].slice(-count).map((line) => this.#shown(line)) : [];
  }

  #shown(line: string): string {
    return line.replaceAll(this.#directory, '.');
  }

  #add(stream: Readable, text: string): void {
    const [first = '', ...others] = text.split('\n');
    const texts = [(this.#partial.get(stream) ?? '') + first, ...others].map((line) => line.slice(0, LINE_LENGTH));
    this.#partial.set(stream, texts.pop() ?? '');
    this.#keep(texts.map((line) => line.replace(/\r$/, '')));
  }

  #keep(lines: readonly string[]): void {
    this.#lines.push(...lines.slice(-LINES));
    this.#lines.splice(0, this.#lines.length - LINES);
    for (const listener of this.#listeners) for (const line of lines) listener(this.#shown(line));
  }
}
