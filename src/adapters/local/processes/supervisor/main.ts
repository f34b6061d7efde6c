import { createInterface } from 'node:readline';
import { systemTimers as timers } from '#adapters/node/time.ts';
import { endAll } from './ending.ts';
import { Watch } from './watch.ts';
import { decode } from './watched.ts';

const REMEMBER_MS = 500;

const [, , instance = ''] = process.argv;
if (instance === '') process.exit(2);

// Whoever means the program that it watches may hit it too: it ends after that one, by itself.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const watch = new Watch(`${instance}/`);
const remembering = setInterval(() => watch.remember(), REMEMBER_MS);
for await (const line of createInterface({ input: process.stdin })) {
  const watched = decode(line);
  if (watched) watch.update(watched);
}
clearInterval(remembering);
await endAll(watch, timers);
