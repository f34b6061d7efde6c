import { createHash } from 'node:crypto';
import { html, type Html } from '#lib/html.ts';
import { base } from './base.ts';
import { content } from './content.ts';
import { frame } from './frame.ts';

/** The style of every page stands in the page itself, so that nothing else is ever asked for. */
export const styleElement: Html = html`<style>
  ${base}${frame}${content}
</style>`;

const [, text = ''] = /<style>([^]*)<\/style>/.exec(styleElement.toString()) ?? [];

/** For a Content-Security-Policy (CSP Level 3, hash-source): this style and no other. */
export const styleHash = `sha256-${createHash('sha256').update(text).digest('base64')}`;
