import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { remembered } from './remembered.ts';

/** How often an answer was made when these texts were asked for, of which two are remembered. */
function madeFor(...texts: readonly string[]): readonly string[] {
  const made: string[] = [];
  const ask = remembered((text) => {
    made.push(text);
    return text === 'nothing' ? undefined : text.toUpperCase();
  }, 2);
  for (const text of texts) assert.equal(ask(text), text === 'nothing' ? undefined : text.toUpperCase());
  return made;
}

const cases: Record<string, { asked: readonly string[]; made: readonly string[] }> = {
  'what is asked again is not made again': { asked: ['a', 'b', 'a', 'b'], made: ['a', 'b'] },
  'what was not asked for longest is forgotten': { asked: ['a', 'b', 'a', 'c', 'a', 'b'], made: ['a', 'b', 'c', 'b'] },
  'an answer of nothing is one as well': { asked: ['nothing', 'nothing'], made: ['nothing'] },
};

for (const [sentence, { asked, made }] of Object.entries(cases)) {
  test(sentence, () => assert.deepEqual(madeFor(...asked), made));
}
