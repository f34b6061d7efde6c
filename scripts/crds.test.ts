import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CRD_DIRECTORY, crdFiles } from './crd-files.ts';

const generated = crdFiles();

test('config/crd holds the definition of each kind of ours, and nothing else', () =>
  assert.deepEqual(readdirSync(CRD_DIRECTORY).toSorted(), [...generated.keys()].toSorted()));

for (const [name, text] of generated) {
  test(`${name} is what the schemas say: if not, run "npm run crds"`, () =>
    assert.equal(readFileSync(join(CRD_DIRECTORY, name), 'utf8'), text));
}
