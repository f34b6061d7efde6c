import { shortSha } from '#lib/text.ts';
import type { Edits } from '#apps/up/people/developer.ts';
import type { StoryWorld } from './world.ts';

export const PREVIEW = 'dungeonmaster/preview/shop';
export const STAGING = 'dungeonmaster/staging/shop';

/** The developer commits on a branch and pushes. @returns the commit */
export async function push(
  world: StoryWorld,
  branch: string,
  message: string,
  edits: Edits,
  from?: string,
): Promise<string> {
  const sha = await world.developer.push(branch, message, edits, from);
  tellAct(world, `pushes ${shortSha(sha)} to ${branch}: ${message}`);
  return sha;
}

/** The developer opens a pull request. @returns its number */
export async function open(world: StoryWorld, branch: string, title: string): Promise<number> {
  const { number } = await world.github.open(branch, title, 'See the preview.');
  tellAct(world, `opens pull request #${number}: ${title}`);
  return number;
}

export const tellAct = ({ narrate, developer }: StoryWorld, text: string): void =>
  narrate({ event: 'act', who: developer.name, text });
