import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { redactor } from './redact.ts';

const secret = 'hunter2-hunter2';
const cases: Record<string, { values: readonly string[]; text: string; result: string }> = {
  'a value is taken out wherever it stands': {
    values: [secret],
    text: `a=${secret} b=${secret}`,
    result: 'a=*** b=***',
  },
  'a value in base64 is taken out': { values: [secret], text: `x ${btoa(secret)} y`, result: 'x *** y' },
  'a value in base64 without its padding is taken out': {
    values: ['hunter2-hunter2-'],
    text: btoa('hunter2-hunter2-').replace(/=+$/, ''),
    result: '***',
  },
  'a value outside ASCII is taken out of base64 as well': {
    values: ['señor-geheim-äöü'],
    text: Buffer.from('señor-geheim-äöü').toString('base64'),
    result: '***',
  },
  'a value within another leaves nothing of the longer one': {
    values: ['abcdefgh', 'abcdefgh-ijkl'],
    text: 'abcdefgh-ijkl abcdefgh',
    result: '*** ***',
  },
  'signs that mean something in a pattern mean nothing here': {
    values: ['a.b*c$&(d'],
    text: 'xa.b*c$&(dx',
    result: 'x***x',
  },
  'a short word is no secret': { values: ['true', ''], text: 'it is true', result: 'it is true' },
  'without secrets a text stays as it is': { values: [], text: secret, result: secret },
};

for (const [sentence, { values, text, result }] of Object.entries(cases)) {
  test(sentence, () => assert.equal(redactor(values)(text), result));
}
