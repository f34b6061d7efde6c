import { randomBytes } from 'node:crypto';
import { realTimers } from '#adapters/local/real-time.testing.ts';
import type { Timers } from '#ports/timers.ts';
import { createChildren } from './children.ts';
import { newInstance } from './owner.ts';
import { createPrograms } from './programs.ts';
import { unsupervised } from './supervision.ts';

/** Children of a test. @param timers of the deadlines of programs only: children need time that passes by itself */
export function testChildren(timers: Timers = realTimers) {
  const instance = newInstance(randomBytes(4).toString('hex'));
  const children = createChildren({ instance, timers: realTimers, supervision: unsupervised });
  return { instance, children, programs: createPrograms({ children, timers }), supervision: unsupervised };
}
