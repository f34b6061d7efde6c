import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { parseApplicationFile } from '#model/application-file.ts';
import type { TreeContent } from '#ports/source-tree/source-tree.contract.ts';
import { renderApplicationFile } from './render.ts';
import { draftFor, json } from './repositories.testing.ts';

/** A pattern that looks back over them again and again would not come to an end in a working day. */
const LENGTH = 150_000;

/** Files whose every place holds one text. */
const filesOf = (text: string): Record<string, TreeContent> => ({
  'a Dockerfile': { Dockerfile: `FROM ${text}\nENV ${text}\nENV A=${text}\nEXPOSE ${text}\nCMD ${text}\n${text}\n` },
  'a Procfile and a Makefile': { Procfile: `web: ${text}\n${text}`, Makefile: text },
  'a package.json': {
    'package.json': json({
      name: text,
      scripts: { start: text, test: text },
      workspaces: [text],
      packageManager: text,
    }),
  },
  'a package.json that is broken': { 'package.json': `{${text}` },
  'a Compose file': {
    'compose.yaml': json({
      name: text,
      services: {
        web: { build: '.', command: text, ports: [text], environment: { A: text }, healthcheck: { test: text } },
        other: { image: text },
      },
    }),
  },
  'the build of a Compose file': { 'compose.yaml': json({ services: { web: { build: text } } }) },
  'a workflow': {
    '.github/workflows/ci.yml': json({
      on: 'push',
      env: { A: text },
      jobs: { test: { name: text, steps: [{ run: `docker push ${text}` }] } },
    }),
  },
});

const isValid = (text: string) => assert.equal(parseApplicationFile(text).ok, true, text);

for (const unit of ['a', 'a ', ' ', '-', 'a/', '/a', '://:', '$A', '${{ env.A }}', 'buildx build ']) {
  const long = unit.repeat(LENGTH / unit.length);
  for (const [what, files] of Object.entries(filesOf(long))) {
    test(`${what} of nothing but ${JSON.stringify(unit)} is read to its end`, async () =>
      isValid(renderApplicationFile(await draftFor(files))));
  }
}

test('variables made of variables do not grow without end', async () => {
  const doubled = Array.from({ length: 200 }, (_, at) => `ENV A${at + 1}=$A${at}$A${at}`);
  const Dockerfile = ['FROM x', 'ENV A0=3000', ...doubled, 'EXPOSE $A0', 'CMD $A200'].join('\n');
  const draft = await draftFor({ Dockerfile });
  assert.equal(draft.port.value, 3000);
});

test('names of hostile keys do not reach the prototype of objects', async () => {
  const polluted = '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}';
  const text = renderApplicationFile(
    await draftFor({
      'package.json': polluted,
      'compose.yaml': `services: {web: {build: ., environment: ${polluted}}, __proto__: {build: .}}`,
      '.github/workflows/ci.yml': `on: push\njobs: ${polluted}\n`,
    }),
  );
  isValid(text);
  assert.equal('polluted' in {}, false);
});
