import { appKeys, generateAppKeys, type AppKeys } from '#apps/up/world/app-keys.ts';
import type { State } from './state.ts';

const KEYS = 'keys.json';

/** The keys of our App on the emulated GitHub; made now where none are kept. */
export async function keysOf(state: State): Promise<AppKeys> {
  const kept = appKeys.safeParse(await state.read(KEYS)).data;
  if (kept) return kept;
  const made = await generateAppKeys();
  await state.write(KEYS, made);
  return made;
}
