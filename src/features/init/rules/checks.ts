import type { Note } from '#features/init/draft.ts';
import type { Found } from '#features/init/source.ts';
import { jobChecksOf } from '#features/init/sources/workflow/check-names.ts';
import type { InitWorld } from '#features/init/world.ts';

/** More than these are not named: a file of names helps nobody. */
const MAXIMUM_CHECKS = 60;
const plainName = /^[^\p{Cc}\p{Cs}]{1,100}$/u;

/** The checks that GitHub will report on every head, and what is to be said about the jobs whose names are not told. */
export function checksOf({ workflows }: InitWorld): { checks: readonly Found<string>[]; notes: readonly Note[] } {
  const jobs = workflows.flatMap(({ file, content }) =>
    jobChecksOf(content).map((told) => ({ told, about: { what: `job ${told.job}`, file, line: told.line } })),
  );
  const named = jobs.flatMap(({ told, about }) =>
    'names' in told ? told.names.map((value): Found<string> => ({ value, from: about })) : [],
  );
  const checks = new Map(named.filter(({ value }) => plainName.test(value)).map((one) => [one.value, one]));
  const notes = jobs.flatMap(({ told, about }): readonly Note[] => {
    if ('why' in told) return [{ about, message: `is not named as a check: ${told.why}` }];
    return told.coverage === 'pull requests only' ? [{ about, message: onlyPullRequests }] : [];
  });
  return { checks: [...checks.values()].slice(0, MAXIMUM_CHECKS), notes };
}

const onlyPullRequests =
  'runs on pull requests only, so that a stage would wait for it for ever: let it run on push to the default branch too';
