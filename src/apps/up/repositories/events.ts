import type { BuildProgress } from '#adapters/local/images/builds.ts';
import type { CheckToRun } from '#emulation/github/ports.ts';
import type { Happening } from './happenings.ts';
import type { Known } from './known.ts';

/** What `dm up --repo` tells. */
export type OwnEvent =
  | { readonly event: 'reading'; readonly path: string }
  | {
      readonly event: 'repository';
      readonly name: string;
      readonly path: string;
      readonly application: string;
      readonly base: string;
      readonly url: string;
      /** Undefined: none is run. */
      readonly test: string | undefined;
      readonly branches: readonly string[];
      /** How many branches with commits of their own are not shown. */
      readonly hidden: number;
      /** The file that counts where the repository has none. */
      readonly defaults: string | undefined;
    }
  /** Something that people should know and may have to mend. */
  | { readonly event: 'notice'; readonly repository?: string; readonly message: string }
  | ({ readonly event: 'build' } & BuildProgress)
  | Happening;

/** A check whose command runs on; `repository` is the name on GitHub. */
export const runningEvent = (repository: string, { name, sha }: CheckToRun, ms: number): OwnEvent => ({
  event: 'check',
  repository,
  name,
  sha,
  state: 'in_progress',
  title: `for ${Math.round(ms / 1000)} s`,
  lines: [],
});

/** A repository as it stands after the first look. @param url of GitHub */
export function repositoryEvent({ repository, ref, followed }: Known, url: string): OwnEvent {
  const { name, source, application, base } = repository;
  return {
    event: 'repository',
    name,
    path: source.path,
    application,
    base: source.base,
    url: `${url}/${ref.fullName}/pulls`,
    test: base.test,
    branches: [...followed.heads.keys()].filter((branch) => branch !== source.base),
    hidden: followed.hidden,
    defaults: base.isOwn ? undefined : base.text,
  };
}
