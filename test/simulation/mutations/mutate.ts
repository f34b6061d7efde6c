import { registerHooks } from 'node:module';
import type { Mutation } from './mutation.ts';

/**
 * Changes one file of the product as it is loaded by this thread from now on.
 * @returns whether the file was loaded. The load throws when the text to find is not there exactly once.
 */
export function mutate({ file, find, replace, law }: Mutation): () => boolean {
  let isLoaded = false;
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(`/${file}`)) return loaded;
      const source = textOf(loaded.source);
      const found = source.split(find).length - 1;
      if (found !== 1) throw new Error(`the mutation of ${law}: its text occurs ${found} times in ${file}, not once`);
      isLoaded = true;
      return { ...loaded, source: source.replace(find, () => replace) };
    },
  });
  return () => isLoaded;
}

function textOf(source: unknown): string {
  if (typeof source === 'string') return source;
  if (source instanceof Uint8Array) return new TextDecoder().decode(source);
  throw new Error('the source of a module is neither text nor bytes');
}
