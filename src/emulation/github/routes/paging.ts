import { own } from '#emulation/github/repository.ts';
import type { Call } from './route.ts';

const DEFAULT_SIZE = 30;
const MOST = 100;

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly headers: Readonly<Record<string, string>>;
}

const positive = (text: string | undefined, fallback: number): number =>
  /^[1-9]\d{0,8}$/.test(text ?? '') ? Number(text) : fallback;

/** How many items a page has: `per_page`, at most 100. */
export const pageSize = ({ query }: Call): number => Math.min(positive(own(query, 'per_page'), DEFAULT_SIZE), MOST);

/** The page that `page` and `per_page` ask for, with GitHub's `Link` header. */
export function pageOf<Item>(call: Call, all: readonly Item[]): Page<Item> {
  const size = pageSize(call);
  const page = positive(own(call.query, 'page'), 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const relations = {
    ...(page > 1 && { prev: Math.min(page - 1, last) }),
    ...(page < last && { next: page + 1, last }),
    ...(page > 1 && { first: 1 }),
  };
  const targets = Object.entries(relations).map(([relation, to]) => [relation, { page: String(to) }] as const);
  return { items: all.slice((page - 1) * size, page * size), headers: linkHeader(call, targets) };
}

/** `Link: <url?page=2>; rel="next", ...`, or no header. */
export function linkHeader(
  { url, query }: Call,
  targets: readonly (readonly [relation: string, query: Readonly<Record<string, string>>])[],
): Readonly<Record<string, string>> {
  if (targets.length === 0) return {};
  const links = targets.map(
    ([relation, to]) => `<${url}?${new URLSearchParams({ ...query, ...to }).toString()}>; rel="${relation}"`,
  );
  return { link: links.join(', ') };
}
