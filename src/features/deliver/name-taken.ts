import type { Rule } from '#lib/rule.ts';
import type { Application, Environment } from '#model/environment.ts';

interface Claim {
  readonly environment: Environment | undefined;
  readonly application: Application;
}

/**
 * An environment of our name that is another application's, or of the repository that ours was registered with before:
 * it stays as it is, since neither may change in an environment.
 */
export const nameTaken: Rule<Claim, 'NameTaken'> = {
  reason: 'NameTaken',
  holds: ({ environment, application }) => {
    if (!environment) return undefined;
    const { application: owner, repository } = environment.spec;
    if (owner !== application.metadata.name) return `its name is taken by an environment of ${owner}`;
    return repository.id === application.spec.repository.id
      ? undefined
      : `its name is taken by an environment of ${repository.fullName}: delete that one first`;
  },
};
