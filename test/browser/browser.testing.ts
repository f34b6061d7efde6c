import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { chromium, type Page } from 'playwright-core';

/** A page of a real browser, and everything that should not have happened in it. */
export interface Browser {
  readonly page: Page;
  /** Errors on the console (violations of a content security policy are among them), requests to other machines. */
  readonly faults: readonly string[];
}

const EXECUTABLE = '/usr/bin/chromium';
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const SCREENSHOTS = join(import.meta.dirname, '..', '..', 'build', 'screenshots');

/** The narrowest telephone and a common laptop. */
export const widths = { narrow: 360, wide: 1280 } as const;

/** Starts Debian's chromium with a profile of its own; it ends with the test. */
export async function openBrowser(context: TestContext): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'dm-browser-'));
  context.after(() => rm(profile, { recursive: true, force: true }));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: EXECUTABLE,
    args: ARGUMENTS,
    headless: true,
    viewport: { width: widths.wide, height: 900 },
  });
  context.after(() => browser.close());
  const page = browser.pages()[0] ?? (await browser.newPage());
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`page: ${error.message}`));
  page.on('request', (request) => {
    if (!isOfThisMachine(request.url())) faults.push(`request: ${request.url()}`);
  });
  return { page, faults };
}

function isOfThisMachine(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'data:' || hostname === '127.0.0.1' || hostname.endsWith('.localhost');
}

/** How far a page can be scrolled sideways, in pixels: none at any width. */
export async function overflowAt(page: Page, width: number): Promise<number> {
  await page.setViewportSize({ width, height: 900 });
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** Headings that stand deeper than the one before them allows: a reader of the outline would miss a level. */
export async function strayHeadings(page: Page): Promise<readonly string[]> {
  const headings = await page
    .locator('h1, h2, h3, h4, h5, h6')
    .evaluateAll((all: { tagName: string; textContent: string }[]) =>
      all.map(({ tagName, textContent }) => ({ level: Number(tagName.slice(1)), words: textContent.trim() })),
    );
  return headings.flatMap(({ level, words }, at) => (level > (headings[at - 1]?.level ?? 0) + 1 ? [words] : []));
}

/**
 * Pictures of the whole page at both widths, and of the wide one in dark colours: `build/screenshots/NAME-*.png`.
 * The caret stays: hiding it would put a style into the page, which its policy refuses.
 */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true });
  for (const [width, pixels] of Object.entries(widths)) {
    await page.setViewportSize({ width: pixels, height: 900 });
    await page.screenshot({ path: join(SCREENSHOTS, `${name}-${width}.png`), fullPage: true, caret: 'initial' });
  }
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}-dark.png`), fullPage: true, caret: 'initial' });
  await page.emulateMedia({ colorScheme: 'light' });
}
