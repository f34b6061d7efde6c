import type { z } from 'zod';
import { GitHubError } from '#ports/github/errors.ts';
import type { Ask } from './ask.ts';

/** GitHub's largest page. */
export const PAGE_SIZE = 100;
const MOST_PAGES = 100;

/**
 * The pages of a list, asked for one by one as the caller goes on, by the `Link` header.
 * Throws `GitHubError`; also (`Invalid`) after 100 pages, since a list that was cut short would look complete.
 */
export async function* pages<Page>(
  ask: Ask,
  route: string,
  parameters: Record<string, unknown>,
  schema: z.ZodType<Page>,
): AsyncGenerator<Page, void> {
  let page: number | undefined = 1;
  for (let count = 0; count < MOST_PAGES; count += 1) {
    const { data, link } = await ask(route, { ...parameters, per_page: PAGE_SIZE, page }, schema);
    yield data;
    page = nextPage(link);
    if (page === undefined) return;
  }
  throw new GitHubError('Invalid', `${route}: more than ${MOST_PAGES} pages`);
}

/** Every item of a list whose answer is an array. */
export async function all<Item>(
  ask: Ask,
  route: string,
  parameters: Record<string, unknown>,
  schema: z.ZodType<readonly Item[]>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of pages(ask, route, parameters, schema)) items.push(...page);
  return items;
}

/** The page that `rel="next"` points to. Only its number is taken: the address may name a repository by its id. */
function nextPage(link = ''): number | undefined {
  const next = link.split(',').find((part) => /;\s*rel="?next"?/.test(part));
  const page = next?.match(/[?&]page=(\d+)/)?.[1];
  return page === undefined ? undefined : Number(page);
}
