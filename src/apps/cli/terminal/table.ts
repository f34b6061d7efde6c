import type { Look, Style } from './look.ts';
import { fit, pad, widthOf } from './width.ts';

export interface Cell {
  readonly text: string;
  readonly style?: Style;
}

export type Row = readonly (string | Cell)[];

const GAP = '  ';

/** Aligned columns under their names. The last column gives way where the terminal is narrow; lines never wrap. */
export function table(header: readonly string[], rows: readonly Row[], { paint, columns }: Look): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? { text: cell } : cell)));
  const all = [header.map((text): Cell => ({ text, style: 'bold' })), ...cells];
  const widths = header.map((_, index) => Math.max(...all.map((row) => widthOf(row[index]?.text ?? ''))));
  return all
    .map((row) =>
      line(row, widths, columns)
        .map(({ text, style }) => (style ? paint(style, text) : text))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

/** Cells cut and filled; what has no room at all is left out. */
function line(row: readonly Cell[], widths: readonly number[], columns = Infinity): readonly Cell[] {
  let left = columns;
  return row.flatMap((cell, index) => {
    if (left <= 0) return [];
    const width = Math.min(widths[index] ?? 0, left);
    left -= width + GAP.length;
    const text = fit(cell.text, width);
    return [{ ...cell, text: index === row.length - 1 ? text : pad(text, width) }];
  });
}
