import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { isRecord } from '#lib/structured-merge/record.ts';
import { CRD_DIRECTORY, crdFiles } from './crd-files.ts';

const generated = crdFiles();

test('config/crd holds the definition of each kind of ours, and nothing else', () =>
  assert.deepEqual(readdirSync(CRD_DIRECTORY).toSorted(), [...generated.keys()].toSorted()));

for (const [name, text] of generated) {
  test(`${name} is what the schemas say: if not, run "npm run crds"`, () =>
    assert.equal(readFileSync(join(CRD_DIRECTORY, name), 'utf8'), text));
}

/** Each rule's words, wherever in a definition it is. */
function messagesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(messagesIn);
  if (!isRecord(value)) return [];
  const { rule, message } = value;
  return typeof rule === 'string' && typeof message === 'string' ? [message] : Object.values(value).flatMap(messagesIn);
}

test('the reference has what an API server says when it refuses', () => {
  const messages = [...generated.values()].flatMap((text) => messagesIn(parse(text)));
  assert.ok(messages.length > 10);
  const reference = readFileSync('docs/reference/custom-resources.md', 'utf8');
  assert.deepEqual(
    messages.filter((message) => !reference.includes(`| ${message} |`)),
    [],
  );
});
