import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { canonicalQuantity, parseQuantity } from './quantity.ts';

/** As `resource.MustParse(…).String()` of apimachinery 0.37 gives them. */
const canonical: Record<string, string> = {
  '0.1': '100m',
  '0.25': '250m',
  '100m': '100m',
  '1000m': '1',
  '1500m': '1500m',
  '1': '1',
  '2.0': '2',
  '0': '0',
  '1Gi': '1Gi',
  '1024Mi': '1Gi',
  '1536Mi': '1536Mi',
  '1.5Gi': '1536Mi',
  '512Ki': '512Ki',
  '0.5Ki': '512',
  '1.5Ki': '1536',
  '1G': '1G',
  '1000M': '1G',
  '1500M': '1500M',
  '500000': '500k',
  '134217728': '134217728',
};

for (const [written, given] of Object.entries(canonical)) {
  test(`${written} comes back as ${given}`, () => {
    const quantity = parseQuantity(written) ?? assert.fail();
    assert.equal(canonicalQuantity(quantity), given);
  });
}

for (const text of ['', 'much', '-1', '1GB', '1 Gi', '0.0001', '1.5m', '1e3', '.5', '1.']) {
  test(`"${text}" is no quantity`, () => assert.equal(parseQuantity(text), undefined));
}
