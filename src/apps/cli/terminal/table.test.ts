import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { plain } from './plain.testing.ts';
import { table } from './table.ts';

const rows = [
  ['shop-pr-12', 'Running', ''],
  ['検査', 'Failed', 'the process ends soon after its start'],
];

test('columns are aligned under their names', () => {
  assert.deepEqual(table(['NAME', 'STATE', 'WHY'], rows, plain).split('\n'), [
    'NAME        STATE    WHY',
    'shop-pr-12  Running',
    '検査        Failed   the process ends soon after its start',
  ]);
});

test('in a narrow terminal the last column is cut, then what stands before it', () => {
  assert.equal(
    table(['NAME', 'STATE', 'WHY'], rows, { ...plain, columns: 30 }).split('\n')[2],
    '検査        Failed   the proc…',
  );
  assert.equal(table(['NAME', 'STATE', 'WHY'], rows, { ...plain, columns: 15 }).split('\n')[1], 'shop-pr-12  Ru…');
});

test('styles do not disturb the alignment', () => {
  const marked = { ...plain, paint: (style: string, text: string) => `<${style}>${text}</>` };
  const styled = table(['A', 'B'], [[{ text: 'x', style: 'red' }, 'y']], marked);
  assert.deepEqual(styled.split('\n'), ['<bold>A</>  <bold>B</>', '<red>x</>  y']);
});
