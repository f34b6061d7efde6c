import { inClusterAccess } from '#adapters/kubernetes/transport/in-cluster.ts';
import { serverLog } from '#adapters/node/log.ts';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { CodedError, messageOf } from '#lib/coded-error.ts';
import { createParts } from './parts.ts';
import { runController } from './run-controller.ts';
import { runFunction } from './run-function.ts';
import { parseSettings } from './settings.ts';

/** What the image does: `controller` or `function`, as its Deployment says. */
const roles = { controller: runController, function: runFunction } as const;

const { log, flush } = serverLog({ write: (lines) => void process.stdout.write(lines), clock, timers });
process.once('exit', flush);

try {
  const [, , role = ''] = process.argv;
  if (!isRole(role)) {
    const next = `name one of: ${Object.keys(roles).join(', ')}`;
    throw new CodedError('NoRole', `"${role}" is nothing that this image does`, { source: 'user', next });
  }
  const settings = parseSettings(process.env);
  const parts = await createParts(settings, await inClusterAccess(process.env, clock), log);
  const stop = await roles[role](parts, settings);
  log.info('started', { role });
  const end = (): void => {
    log.info('stopping', { role });
    stop()
      .catch((error: unknown) => log.error('stop-failed', { error: messageOf(error) }))
      .finally(() => parts.close());
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end);
} catch (error) {
  const { code, next } = error instanceof CodedError ? error : { code: undefined, next: undefined };
  log.error('start-failed', { code, error: messageOf(error), next });
  process.exitCode = 1;
}

function isRole(text: string): text is keyof typeof roles {
  return Object.hasOwn(roles, text);
}
