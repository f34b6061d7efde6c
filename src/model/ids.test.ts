import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { ZodType } from 'zod';
import {
  applicationName,
  commitSha,
  environmentName,
  imageDigest,
  previewName,
  repositoryRef,
  stageEnvironmentName,
  stageName,
} from './ids.ts';
import { shop, staging } from './samples.testing.ts';

const parsers: Record<string, { parser: ZodType; good: readonly unknown[]; bad: readonly unknown[] }> = {
  'a commit is 40 lower-case hexadecimal digits': {
    parser: commitSha,
    good: ['0123456789abcdef0123456789abcdef01234567'],
    bad: ['', 'abc', 'A'.repeat(40), 'g'.repeat(40), 'a'.repeat(41), `${'a'.repeat(40)}\n`, 5],
  },
  'a digest is sha256 and 64 hexadecimal digits': {
    parser: imageDigest,
    good: [`sha256:${'0'.repeat(64)}`],
    bad: ['0'.repeat(64), `sha256:${'0'.repeat(63)}`, `sha512:${'0'.repeat(64)}`],
  },
  'an application is named as a DNS label that leaves room': {
    parser: applicationName,
    good: ['a', 'shop', 'shop-2', 'a'.repeat(40)],
    bad: ['', 'Shop', '2shop', 'shop-', '-shop', 'shop.io', 'shop_2', 'a'.repeat(41), 'shop\n'],
  },
  'a stage is named as a DNS label, but not as a preview': {
    parser: stageName,
    good: ['staging', 'production', 'pr', 'pr-x', 'a'.repeat(20)],
    bad: ['preview', 'pr-1', 'pr-1234567', 'Staging', 'a'.repeat(21)],
  },
  'an environment is named as a DNS label': {
    parser: environmentName,
    good: ['shop-pr-12', 'a'.repeat(63)],
    bad: ['a'.repeat(64), 'shop.pr', ''],
  },
  'a repository is its number and OWNER/NAME': {
    parser: repositoryRef,
    good: [{ id: 1, fullName: 'acme/shop.js' }],
    bad: [
      { id: 0, fullName: 'acme/shop' },
      { id: 1, fullName: 'acme' },
      { id: 1, fullName: 'acme/shop/x' },
      { id: 1, fullName: 'acme/..%2f' },
    ],
  },
};

for (const [sentence, { parser, good, bad }] of Object.entries(parsers)) {
  test(sentence, () => {
    for (const value of good)
      assert.equal(parser.safeParse(value).success, true, `${JSON.stringify(value)} was refused`);
    for (const value of bad) assert.equal(parser.safeParse(value).success, false, `${JSON.stringify(value)} was taken`);
  });
}

test('the longest names still make a DNS label', () => {
  const longest = applicationName.parse('a'.repeat(40));
  const names = [previewName(longest, 1_234_567), stageEnvironmentName(longest, stageName.parse('s'.repeat(20)))];
  for (const name of names) assert.equal(environmentName.safeParse(name).success, true, name);
});

test('environments are named after application and place', () =>
  assert.deepEqual([previewName(shop, 12), stageEnvironmentName(shop, staging)], ['shop-pr-12', 'shop-staging']));
