import { html, type Html } from '#lib/html.ts';
import { outsideLink, webAddress } from './link.ts';

/**
 * The part of GitHub-flavoured Markdown that reports use: headings, paragraphs, fenced code, bold, code and links.
 * Everything else, HTML too, is shown as the text it is; HTML comments are not shown.
 */
export const markdown = (text: string): Html => html`<div class="markdown">${blocksOf(text)}</div>`;

const FENCE = /^ {0,3}(`{3,}|~{3,})[^`]*$/;
const HEADING = /^(#{1,6})[ \t]+(.*)$/;

function blocksOf(text: string): readonly Html[] {
  const lines = text.split(/\r?\n/);
  const blocks: Html[] = [];
  let paragraph: string[] = [];
  const endParagraph = (): void => {
    if (paragraph.length > 0) blocks.push(paragraphOf(paragraph));
    paragraph = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const fence = FENCE.exec(line)?.[1];
    const heading = HEADING.exec(line)?.[2];
    if (fence === undefined && heading === undefined && !isHidden(line)) {
      paragraph.push(line);
      continue;
    }
    endParagraph();
    if (heading !== undefined) blocks.push(html`<h3>${inline(heading)}</h3>`);
    if (fence === undefined) continue;
    const end = endOfFence(lines, at + 1, fence);
    blocks.push(html`<pre tabindex="0"><code>${lines.slice(at + 1, end).join('\n')}</code></pre>`);
    at = end;
  }
  endParagraph();
  return blocks;
}

/** Blank lines and comments of one line part paragraphs and are not seen. */
const isHidden = (line: string): boolean => line.trim() === '' || /^<!--(?:(?!-->).)*-->\s*$/.test(line);

/** The line that closes a fence: the same sign, at least as often; without one it goes on to the end (CommonMark 4.5). */
function endOfFence(lines: readonly string[], from: number, fence: string): number {
  const closes = (line: string): boolean => {
    const text = line.trim();
    return text.length >= fence.length && text === fence.charAt(0).repeat(text.length);
  };
  const found = lines.findIndex((line, at) => at >= from && closes(line));
  return found < 0 ? lines.length : found;
}

/** In comments GitHub keeps the ends of lines. */
const paragraphOf = (lines: readonly string[]): Html =>
  html`<p>${lines.map((line, at) => html`${at > 0 && html`<br />`}${inline(line)}`)}</p>`;

/** Code first: nothing in it means anything. */
function inline(text: string): readonly Html[] {
  const runs = Array.from(text.matchAll(/`+/g), ({ 0: { length }, index }) => ({ length, start: index }));
  const made: Html[] = [];
  let done = 0;
  for (const [at, { start, length }] of runs.entries()) {
    const end = start < done ? undefined : runs.find((run, other) => other > at && run.length === length);
    if (!end) continue;
    const code = text.slice(start + length, end.start);
    made.push(...strong(text.slice(done, start)), html`<code><bdi>${code}</bdi></code>`);
    done = end.start + length;
  }
  return [...made, ...strong(text.slice(done))];
}

const strong = (text: string): readonly Html[] =>
  between(text, /\*\*([^*]+)\*\*/g, ([, words = '']) => html`<strong>${links(words)}</strong>`, links);

const links = (text: string): readonly Html[] =>
  between(text, /\[([^[\]]*)\]\(([^()\s]+)\)/g, ([, words = '', url = '']) => outsideLink(url, words), addresses);

/** What looks like an address of the web is a link, as on GitHub. */
const addresses = (text: string): readonly Html[] =>
  between(
    text,
    /https?:\/\/[^\s<>"'`]+[^\s<>"'`.,:;!?)]/g,
    ([url]) => (webAddress(url) === undefined ? html`${url}` : outsideLink(url, url)),
    (words) => [html`${words}`],
  );

/** What a pattern finds is made one thing, what stands between the finds another. */
function between(
  text: string,
  pattern: RegExp,
  found: (match: RegExpExecArray) => Html,
  rest: (text: string) => readonly Html[],
): readonly Html[] {
  const made: Html[] = [];
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    made.push(...rest(text.slice(done, match.index)), found(match));
    done = match.index + match[0].length;
  }
  return [...made, ...rest(text.slice(done))];
}
