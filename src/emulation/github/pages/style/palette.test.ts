import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { dark, light, type Palette } from './palette.ts';

/** Relative luminance (WCAG 2.2, "relative luminance"). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** From 1 to 21 (WCAG 2.2, "contrast ratio"). */
function contrast(one: string, other: string): number {
  const [brighter = 0, darker = 0] = [luminance(one), luminance(other)].toSorted((left, right) => right - left);
  return (brighter + 0.05) / (darker + 0.05);
}

test('black on white has the greatest contrast', () => assert.equal(contrast('#000000', '#ffffff'), 21));

const words = ['text', 'muted', 'link', 'success', 'failure', 'pending', 'merged'] as const;
const grounds = ['success', 'failure', 'pending', 'merged', 'link', 'muted'] as const;
for (const [name, palette] of Object.entries<Palette>({ light, dark })) {
  test(`${name}: every word can be read on every ground (WCAG 2.2 AA, 4.5)`, () => {
    const pairs = [
      ...words.flatMap((word) => [
        [palette[word], palette.background],
        [palette[word], palette.subtle],
      ]),
      ...grounds.map((ground) => [palette.onColour, palette[ground]]),
    ];
    const poor = pairs.filter(([word = '', ground = '']) => contrast(word, ground) < 4.5);
    assert.deepEqual(poor, []);
  });
}
