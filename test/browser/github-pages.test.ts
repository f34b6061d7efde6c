import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { until, type Look } from '#apps/up/people/until.ts';
import { openBrowser, overflowAt, picture, strayHeadings, widths, type Browser } from './browser.testing.ts';
import { startStory, type Story } from './story.testing.ts';

const PATIENCE_MS = 30_000;

/** The words are on the page, at the latest when it has loaded itself again. */
const sees = (page: Page, ...words: readonly (string | RegExp)[]): Promise<unknown> =>
  Promise.all(words.map((one) => page.getByText(one).first().waitFor({ timeout: PATIENCE_MS })));

/** Nothing went wrong in the browser, and the page fits on every screen. */
async function fits({ page, faults }: Browser, name: string): Promise<void> {
  await picture(page, name);
  for (const width of Object.values(widths)) {
    assert.equal(await overflowAt(page, width), 0, `${name} can be scrolled sideways at ${width}`);
  }
  assert.deepEqual(await strayHeadings(page), [], name);
  assert.deepEqual(faults, [], name);
}

/** Behind "View deployment" is the service, which is no page of ours: it has a tab of its own. */
async function seesPreview(page: Page, words: string): Promise<void> {
  const address = await page.getByRole('link', { name: 'View deployment' }).first().getAttribute('href');
  const preview = await page.context().newPage();
  await preview.goto(address ?? '');
  await sees(preview, words);
  await preview.close();
}

function whenOpened({ demo }: Story): Look<number> {
  const count = demo.github.host.state.repositories.flatMap(({ pullRequests }) => pullRequests).length;
  return count > 0 ? { found: count } : { notYet: 'there is none' };
}

const loadsItselfAgain = async (page: Page): Promise<boolean> =>
  (await page.locator('meta[http-equiv="refresh"]').count()) === 1;

test('what a person sees of a pull request, from its opening to its end', { timeout: 240_000 }, async (context) => {
  const story = await startStory(context);
  const browser = await openBrowser(context);
  const { page } = browser;
  const pull = (number: number) => `${story.github}/acme/shop/pull/${number}`;

  const opening = story.live('open');
  await until('there is a pull request', async () => whenOpened(story), PATIENCE_MS);
  await page.goto(pull(1));
  await picture(page, '0-opened');
  await opening;
  await sees(page, 'All checks have passed');

  const before = story.exchanges.length;
  await page.goto(pull(1));
  await sees(page, 'A warmer welcome', 'All checks have passed', 'Greet warmly', 'dungeonmaster/preview/shop');
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'A warmer welcome #1');
  assert.equal(await loadsItselfAgain(page), false);
  await fits(browser, '1-deployed');
  assert.equal(story.exchanges.length, before, 'a page is no exchange of the API');

  await seesPreview(page, 'Welcome, adventurer');

  await story.live('failing-tests');
  await page.goto(pull(1));
  await sees(page, 'Some checks were not successful', /ChecksFailed/);
  await fits(browser, '2-tests-failed');
  await page.getByRole('link', { name: 'Details' }).first().click();
  await sees(page, /npm test failed/);
  await fits(browser, '3-commit');

  await story.live('update');
  await story.live('crash');
  await page.goto(pull(1));
  await sees(page, /CrashLoopBackOff/, 'region.json');
  await fits(browser, '4-crashed');

  await page.goto(`${story.github}/`);
  await sees(page, '1 open pull request');
  await fits(browser, '5-home');
  await page.getByRole('link', { name: 'A warmer welcome' }).click();
  assert.equal(page.url(), pull(1));

  await story.live('second');
  await story.live('close');
  await story.live('merge');
  await page.goto(pull(2));
  await sees(page, 'Merged', /merged this as commit/);
  await fits(browser, '6-merged');
  await page.goto(`${story.github}/acme/shop/deployments`);
  await sees(page, 'staging', 'preview');
  await fits(browser, '7-deployments');
  await page.goto(`${story.github}/acme/shop/pulls`);
  await fits(browser, '8-pull-requests');
});
