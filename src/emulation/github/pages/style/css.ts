import { html, type Html } from '#lib/html.ts';

/** A piece of a style sheet; the name tells editors and the formatter what is in it. */
export const css: (style: TemplateStringsArray, ...values: readonly (string | Html)[]) => Html = html;
