import type { Developer } from '#apps/up/people/developer.ts';
import type { GitHubUser } from '#apps/up/people/github-user.ts';
import type { Visit } from '#apps/up/people/visitor.ts';
import type { Narrate } from './narrator.ts';

/** What the people of the story can reach: GitHub, their clone, and the addresses that GitHub tells them. */
export interface StoryWorld {
  readonly developer: Developer;
  readonly github: GitHubUser;
  /** Where all previews are, whatever their host. */
  readonly proxyPort: number;
  readonly narrate: Narrate;
  readonly signal: AbortSignal;
  /** Every request that a constant visitor made, in the order of the answers. */
  readonly visits: Visit[];
  /** What is left of an environment on this machine and in the store: empty when it is really gone. */
  readonly leftovers: (environment: string) => Promise<readonly string[]>;
  /** What the acts of one step leave for the next. */
  readonly notes: Map<string, string>;
}

/** What a step wrote down before. */
export function noted(world: StoryWorld, name: string): string {
  const value = world.notes.get(name);
  if (value === undefined) throw new Error(`no step before this one noted "${name}"`);
  return value;
}
