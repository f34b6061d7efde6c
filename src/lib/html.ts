/** A piece of HTML whose foreign text has been escaped. Only `html` makes one. */
export class Html {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** What was written here as markup, with every value in it made harmless. */
  static of(markup: TemplateStringsArray, values: readonly HtmlValue[]): Html {
    return new Html(String.raw({ raw: markup }, ...values.map(render)));
  }

  toString(): string {
    return this.#text;
  }
}

/** Text is escaped, pieces of HTML stay, lists are joined, `undefined` and `false` are nothing. */
export type HtmlValue = string | number | Html | false | undefined | readonly HtmlValue[];

/**
 * Markup with values: in elements and between the quotes of attributes nothing that a value holds becomes markup.
 * An address in `href` needs a look at its scheme besides.
 */
export const html = (markup: TemplateStringsArray, ...values: readonly HtmlValue[]): Html => Html.of(markup, values);

function render(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  return typeof value === 'object' ? value.map(render).join('') : escapeHtml(String(value));
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Controls that no text needs, and those that turn the reading direction of what follows them (UAX #9). */
const TURNING = /[[\p{Cc}\p{Bidi_Control}]--[\t\n\r]]/gv;

/** Text for elements and quoted attributes; controls, also of the reading direction, are shown as U+FFFD. */
export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '').replaceAll(TURNING, '\uFFFD');
