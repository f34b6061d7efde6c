import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { createChildren, type Children } from '#adapters/local/processes/children.ts';
import { allowedEnvironment, CHILD_VARIABLE, type Environment } from '#adapters/local/processes/environment.ts';
import { newInstance } from '#adapters/local/processes/owner.ts';
import { createPrograms } from '#adapters/local/processes/programs.ts';
import type { Supervision } from '#adapters/local/processes/supervision.ts';
import { startSupervisor } from '#adapters/local/processes/supervisor/supervisor.ts';
import { systemTimers as timers } from '#adapters/node/time.ts';
import type { Log } from '#ports/log.ts';
import type { Programs } from '#ports/programs.ts';
import type { Closing } from './closing.ts';

/** What everything that starts processes or leaves files is given. */
export interface LocalChildren {
  readonly children: Children;
  readonly programs: Programs;
  readonly supervision: Supervision;
}

/** Starts the supervisor, before there is anything that it could have to end. */
export function startChildren({ log, closing }: { log: Log; closing: Closing }): LocalChildren {
  const instance = newInstance(randomBytes(4).toString('hex'));
  const supervision = startSupervisor({ instance, timers, random: Math.random, log });
  closing.add('supervisor', () => supervision.close());
  const children = createChildren({ instance, timers, supervision });
  closing.addLast(() => children.killAll());
  return { children, programs: createPrograms({ children, timers }), supervision };
}

/** What git gets of our environment. */
export function gitEnvironment(environment: NodeJS.ProcessEnv, { children }: LocalChildren): Environment {
  const allowed = allowedEnvironment(environment, dirname(process.execPath));
  return { ...allowed, [CHILD_VARIABLE]: `${children.instance}/git` };
}
