import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { imageOf, imageTemplate } from './image-template.ts';
import { sha } from './samples.testing.ts';

const good: readonly string[] = [
  'shop:{sha}',
  'ghcr.io/acme/shop:{sha}',
  'localhost:5000/shop:v1-{sha}',
  '123456789012.dkr.ecr.sa-east-1.amazonaws.com/shop:{sha}-arm64',
  'registry/a_b/c--d:_{sha}',
];

for (const text of good) test(`${text} is an image`, () => assert.equal(imageTemplate.safeParse(text).success, true));

const bad: Record<string, { text: string; message: RegExp }> = {
  'without {sha} all commits would share an image': { text: 'shop:latest', message: /must have \{sha\}/ },
  'an unknown variable is named': { text: 'shop:{sha}-{branch}', message: /not \{branch\}/ },
  'an empty variable is unknown': { text: 'shop:{}', message: /not \{\}/ },
  '{sha} twice': { text: 'shop:{sha}-{sha}', message: /once/ },
  '{sha} in the name': { text: 'shop-{sha}:latest', message: /in the tag/ },
  '{sha} in the name and in the tag': { text: '{sha}:{sha}', message: /in the tag/ },
  'no tag': { text: 'shop-{sha}', message: /in the tag/ },
  'no name': { text: ':{sha}', message: /NAME:TAG/ },
  'upper case in the name': { text: 'Shop:{sha}', message: /NAME:TAG/ },
  'a tag that begins with a dash': { text: 'shop:-{sha}', message: /NAME:TAG/ },
  'a tag that begins with a dot': { text: 'shop:.{sha}', message: /NAME:TAG/ },
  'a tag that is longer than a registry takes': { text: `shop:${'v'.repeat(89)}{sha}`, message: /128/ },
  'a digest': { text: 'shop@sha256:{sha}', message: /NAME:TAG/ },
  'a line end': { text: 'shop:{sha}\n', message: /NAME:TAG/ },
  'a command in a tag': { text: 'shop:{sha};rm', message: /NAME:TAG/ },
  'a brace that is left open': { text: 'shop:{sha', message: /must have \{sha\}/ },
  'an endless name': { text: `${'a-'.repeat(200)}a:{sha}`, message: /255/ },
};

for (const [sentence, { text, message }] of Object.entries(bad)) {
  test(`refused: ${sentence}`, () => {
    const parsed = imageTemplate.safeParse(text);
    assert.match(parsed.error?.issues.map((issue) => issue.message).join('; ') ?? 'it was taken', message);
  });
}

test('the image of a commit has the commit in its tag, and the port of a registry stays in its name', () =>
  assert.deepEqual(imageOf('localhost:5000/shop:v-{sha}-x', sha('a')), {
    name: 'localhost:5000/shop',
    tag: `v-${sha('a')}-x`,
  }));
