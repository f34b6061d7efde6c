import { firstThatHolds, type Rule } from '#lib/rule.ts';
import type { Draft, Note } from '#features/init/draft.ts';
import type { Source } from '#features/init/source.ts';
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
export function environmentOf({ service, compose }: InitWorld): { env: Draft['env']; leftOut: readonly Note[] } {
  const env: Draft['env'][number][] = [];
  const leftOut: Note[] = [];
  if (!service) return { env, leftOut };
  const { name: own, environment, lineOf } = service.content;
  const others = (compose?.content.services ?? []).map(({ name }) => name).filter((name) => name !== own);
  for (const [name, value] of Object.entries(environment)) {
    const from: Source = {
      what: `environment of the service ${own}`,
      file: service.file,
      line: lineOf('environment', name),
    };
    const message = firstThatHolds(reasonsToLeaveOut, { name, value, others })?.message;
    if (message === undefined && env.length === MAXIMUM_VARIABLES)
      leftOut.push({ about: { ...from, what: name }, message: `is one of more than ${MAXIMUM_VARIABLES}` });
    else if (message === undefined) env.push({ name, value: value ?? '', from });
    else leftOut.push({ about: { ...from, what: name }, message });
  }
  return { env, leftOut };
}

/** The name itself, or as a host: `redis`, `redis:6379`, `http://api/`, `amqp://queue:5672`. */
const pointsAt = (value: string, service: string): boolean =>
  value
    .split(/[\s,]+/)
    .map((part) => part.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[:/].*$/s, ''))
    .includes(service);
