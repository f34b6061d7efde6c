import { firstThatHolds, type Rule } from '#lib/rule.ts';
import type { Draft } from '#features/init/draft.ts';
import { looksSecret } from '#features/init/sources/secret.ts';
import { hasVariables } from '#features/init/sources/variables.ts';
import type { InitWorld } from '#features/init/world.ts';

interface Variable {
  readonly name: string;
  /** Null where it is taken from the shell. */
  readonly value: string | null;
  /** The services of the Compose file that are not this one. */
  readonly others: readonly string[];
}

/** What is longer, or beyond the count, belongs elsewhere than in a first file. */
const MAXIMUM_VALUE = 256;
const MAXIMUM_VARIABLES = 40;
const MAXIMUM_SEEN = 400;

/** Why a variable is not copied; the first that holds is the one that people see. */
export const reasonsToLeaveOut: readonly Rule<Variable>[] = [
  {
    reason: 'NoName',
    holds: ({ name }) =>
      /^[A-Za-z_]\w{0,99}$/.test(name) && name !== '__proto__' ? undefined : 'is no name of a variable',
  },
  { reason: 'Port', holds: ({ name }) => (name === 'PORT' ? 'is always set, to service.port' : undefined) },
  {
    reason: 'Secret',
    holds: ({ name, value }) =>
      looksSecret(name, value ?? '')
        ? 'looks like a secret; its value is not copied, nor should it be in this file'
        : undefined,
  },
  {
    reason: 'FromShell',
    holds: ({ value }) =>
      value === null || hasVariables(value) ? 'takes its value from the shell or an .env file' : undefined,
  },
  {
    reason: 'Unreadable',
    holds: ({ value }) =>
      (value ?? '').length > MAXIMUM_VALUE || /[\p{Cc}\p{Cs}]/u.test(value ?? '')
        ? 'is too long, or has control characters'
        : undefined,
  },
  {
    reason: 'LinkedService',
    holds: ({ value, others }) => {
      const other = others.find((name) => pointsAt(value ?? '', name));
      return other === undefined ? undefined : `points at the service ${other}, which is not there`;
    },
  },
];

/** The variables of the Compose service, copied or named with the reason why not. */
export function environmentOf({ service, compose }: InitWorld): Pick<Draft, 'env' | 'envLeftOut'> {
  if (!service) return { env: [], envLeftOut: [] };
  const { file, content } = service;
  const others = (compose?.content.services ?? []).map(({ name }) => name).filter((name) => name !== content.name);
  const all = Object.entries(content.environment)
    .slice(0, MAXIMUM_SEEN)
    .map(([name, value]) => ({
      name,
      value: value ?? '',
      from: { what: `environment of the service ${content.name}`, file, line: content.lineOf('environment', name) },
      why: firstThatHolds(reasonsToLeaveOut, { name, value, others })?.message,
    }));
  const taken = all.filter(({ why }) => why === undefined);
  const beyond = taken
    .slice(MAXIMUM_VARIABLES)
    .map((one) => ({ ...one, why: `is one of more than ${MAXIMUM_VARIABLES}` }));
  return {
    env: taken.slice(0, MAXIMUM_VARIABLES).map(({ name, value, from }) => ({ name, value, from })),
    envLeftOut: [...all, ...beyond].flatMap(({ name, from, why }) =>
      why === undefined ? [] : [{ about: { ...from, what: name }, message: why }],
    ),
  };
}

/** The name itself, or as a host: `redis`, `redis:6379`, `http://api/`, `amqp://queue:5672`. */
const pointsAt = (value: string, service: string): boolean =>
  value
    .split(/[\s,]+/)
    .map((part) => part.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[:/].*$/s, ''))
    .includes(service);
