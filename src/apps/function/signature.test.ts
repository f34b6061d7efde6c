import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { digestIn, isSignedBy } from './signature.ts';

const digest = '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
const body = new TextEncoder().encode('Hello, World!');
const secret = "It's a Secret to Everybody";

/** GitHub's own vector: "Validating webhook deliveries", Testing the webhook payload validation. */
test('the vector that GitHub publishes is verified', () => {
  const found = digestIn(`sha256=${digest}`);
  assert.ok(found);
  assert.equal(isSignedBy([secret], body, found), true);
});

test('another byte, another secret, another digest are not', () => {
  const found = digest;
  assert.equal(isSignedBy([secret], new TextEncoder().encode('Hello, World.'), found), false);
  assert.equal(isSignedBy(['another'], body, found), false);
  assert.equal(isSignedBy([secret], body, '0'.repeat(64)), false);
});

test('during a rotation either secret is enough', () => {
  const found = digest;
  assert.equal(isSignedBy(['new', secret], body, found), true);
  assert.equal(isSignedBy([secret, 'new'], body, found), true);
});

const notASignature: Record<string, string | undefined> = {
  'none at all': undefined,
  'an empty one': '',
  'the digest alone': digest,
  'one of SHA-1': `sha1=${digest.slice(0, 40)}`,
  'a digit too few': `sha256=${digest.slice(1)}`,
  'a digit too many': `sha256=${digest}0`,
  'a digit that is none': `sha256=${digest.slice(1)}g`,
  'two, as a doubled header is joined': `sha256=${digest}, sha256=${digest}`,
  'a line after it': `sha256=${digest}\nsha256=${digest}`,
};
for (const [sentence, header] of Object.entries(notASignature)) {
  test(`not a signature: ${sentence}`, () => assert.equal(digestIn(header), undefined));
}
