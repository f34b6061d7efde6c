import type { Look } from './look.ts';

/** No colours, and lines as long as they like. */
export const plain: Look = { paint: (_, text) => text, columns: undefined };
