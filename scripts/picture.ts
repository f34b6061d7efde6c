import { readFileSync, writeFileSync } from 'node:fs';
import type { Paint } from '#apps/up/terminal/paint.ts';
import { renderEnd, renderEvent } from '#apps/up/terminal/render.ts';
import type { StoryEnd, StoryEvent } from '#apps/up/story/narrator.ts';

/** Draws what `dm up --demo --exit --json` printed: `dm up --demo --exit --json | node scripts/picture.ts docs/story.svg` */
const colours = {
  dim: '#8b949e',
  green: '#3fb950',
  red: '#f85149',
  cyan: '#58a6ff',
  yellow: '#d29922',
  bold: '#f0f6fc',
} as const;
const LINE_HEIGHT = 19;
const COLUMNS = 116;
const SHIFT_IN = '\u0001';
const SHIFT_OUT = '\u0002';

const paint: Paint = (style, text) => `${SHIFT_IN}${style}${SHIFT_IN}${text}${SHIFT_OUT}`;

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Styles do not nest in what is drawn. */
function spans(line: string): string {
  const pattern = new RegExp(`${SHIFT_IN}(\\w+)${SHIFT_IN}([^${SHIFT_OUT}]*)${SHIFT_OUT}`, 'g');
  const drawn = escape(line).replaceAll(pattern, (_, style: keyof typeof colours, text: string) => {
    const weight = style === 'bold' ? ' font-weight="bold"' : '';
    return `<tspan fill="${colours[style]}"${weight}>${text}</tspan>`;
  });
  return drawn.replaceAll(SHIFT_OUT, '');
}

function shortened(line: string): string {
  const plain = line.replaceAll(new RegExp(`${SHIFT_IN}\\w+${SHIFT_IN}|${SHIFT_OUT}`, 'g'), '');
  return plain.length <= COLUMNS ? line : `${line.slice(0, COLUMNS + line.length - plain.length - 1)}…${SHIFT_OUT}`;
}

function draw(lines: readonly string[]): string {
  const height = lines.length * LINE_HEIGHT + 40;
  const rows = lines.map(
    (line, index) => `<text x="24" y="${36 + index * LINE_HEIGHT}">${spans(shortened(line))}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="980" height="${height}" viewBox="0 0 980 ${height}" role="img" aria-label="The story of dm up --demo in a terminal">
<rect width="100%" height="100%" rx="10" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13" fill="#c9d1d9" xml:space="preserve">
${rows.join('\n')}
</g>
</svg>
`;
}

const told = readFileSync(0, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as StoryEvent | StoryEnd);
const lines = told.flatMap((one) => ('ok' in one ? renderEnd(one, paint) : renderEvent(one, paint)).split('\n'));
const [, , file = 'story.svg'] = process.argv;
writeFileSync(file, draw(lines));
