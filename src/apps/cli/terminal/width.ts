const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Scripts and forms that terminals show two columns wide (Unicode, East Asian Width W and F). */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6\p{Emoji_Presentation}]|\u{FE0F}/u;
/** What adds no column of its own. */
const MARKS_ONLY = /^(?:\p{Mn}|\p{Me}|\p{Cf})+$/u;

/** How many columns of a terminal a text takes. */
export const widthOf = (text: string): number => parts(text).reduce((sum, part) => sum + columnsOf(part), 0);

/** At most so many columns; what was cut is marked by an ellipsis. */
export function fit(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const part of parts(text)) {
    width += columnsOf(part);
    if (width > columns - 1) break;
    kept += part;
  }
  return columns > 0 ? `${kept}…` : '';
}

/** Filled with spaces up to so many columns. */
export const pad = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - widthOf(text)));

const parts = (text: string): readonly string[] => Array.from(graphemes.segment(text), ({ segment }) => segment);

function columnsOf(grapheme: string): number {
  if (MARKS_ONLY.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}
