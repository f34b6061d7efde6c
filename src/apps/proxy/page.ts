import { escapeHtml as escape } from '#lib/html.ts';
import { oneLine } from '#lib/text.ts';
import type { Refusal, RefusalFact } from './refusals.ts';

export type Format = 'text/html' | 'application/json' | 'text/plain';

/** The wished-for format; those who do not care (`curl`) get plain text (RFC 9110, 12.5.1). */
export function formatFor(accept: string | undefined): Format {
  const ranges = (accept ?? '').split(',').map((range) => range.split(';').map((part) => part.trim().toLowerCase()));
  const weighed = ranges.map(([type, ...parameters]) => {
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, quality: Number(quality ?? 1) || 0 };
  });
  const [wanted] = weighed.filter(({ quality }) => quality > 0).toSorted((left, right) => right.quality - left.quality);
  return wanted?.type === 'text/html' || wanted?.type === 'application/json' ? wanted.type : 'text/plain';
}

/** A refusal in words; what came from outside is text in every format. */
export function render(refusal: Refusal, format: Format): string {
  switch (format) {
    case 'application/json':
      return `${JSON.stringify({ status: refusal.status, title: refusal.title, facts: refusal.facts })}\n`;
    case 'text/plain':
      return [refusal.title, ...refusal.facts.map(sentence), ''].join('\n');
    case 'text/html':
      return html(refusal);
  }
}

const sentence = ({ reason, message }: RefusalFact): string =>
  oneLine(reason === undefined ? message : `${reason}: ${message}`);

function html({ title, facts, retryAfterSeconds }: Refusal): string {
  const again = retryAfterSeconds === undefined ? '' : `<meta http-equiv="refresh" content="${retryAfterSeconds}">\n`;
  const note = retryAfterSeconds === undefined ? '' : '<p><small>This page looks again by itself.</small></p>\n';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${again}<title>${escape(title)}</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem}b{font-weight:600}</style>
<h1>${escape(title)}</h1>
${facts.map(paragraph).join('\n')}
${note}</html>
`;
}

const paragraph = ({ reason, message }: RefusalFact): string =>
  `<p>${reason === undefined ? '' : `<b>${escape(reason)}</b>: `}<bdi>${escape(message)}</bdi></p>`;
