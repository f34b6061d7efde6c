import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { BodyBytes } from './body-bytes.ts';

const MAXIMUM = 1_000_000;
/** Pieces whose bytes tell where they belong. */
const piecesOf = (sizes: readonly number[]): readonly Buffer[] => {
  const all = Buffer.from(
    Array.from({ length: sizes.reduce((sum, size) => sum + size, 0) }, (_, index) => index % 251),
  );
  let at = 0;
  return sizes.map((size) => all.subarray(at, (at += size)));
};

const bodies: Record<string, readonly number[]> = {
  'nothing at all': [],
  'one piece': [21_000],
  'one large piece': [500_000],
  'small pieces': [1, 2, 3, 0, 4],
  'pieces that become large together': [100_000, 30_000, 1, 200_000],
  'as much as may be': [400_000, 400_000, 200_000],
  'many pieces': Array.from({ length: 100 }, () => 10_000),
};
for (const [sentence, sizes] of Object.entries(bodies)) {
  test(`it is the same bytes in the same order: ${sentence}`, () => {
    const bytes = new BodyBytes(MAXIMUM);
    const pieces = piecesOf(sizes);
    for (const piece of pieces) bytes.add(piece);
    assert.equal(bytes.length, Buffer.concat(pieces).length);
    assert.ok(bytes.whole().equals(Buffer.concat(pieces)));
  });
}

test('the memory of a large body is given back when it is freed, not when garbage is collected', () => {
  const bytes = new BodyBytes(MAXIMUM);
  for (const piece of piecesOf([500_000, 100_000])) bytes.add(piece);
  const body = bytes.whole();
  bytes.free();
  assert.equal(body.byteLength, 0);
});

test('what came in small pieces is not touched: it belongs to whoever sent it', () => {
  const bytes = new BodyBytes(MAXIMUM);
  const [piece = Buffer.of()] = piecesOf([1_000]);
  bytes.add(piece);
  bytes.free();
  assert.equal(piece.byteLength, 1_000);
});
