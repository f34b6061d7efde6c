import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { parseApplicationFile } from '#model/application-file.ts';
import type { TreeContent } from '#ports/source-tree/source-tree.contract.ts';
import { renderApplicationFile } from './render.ts';
import { draftFor, json } from './repositories.testing.ts';

/** A pattern that looks back over them again and again would not come to an end in a working day. */
const LENGTH = 150_000;

/** Files whose every place holds one text; those of YAML hold the beginning of it, or they would not be read at all. */
const filesOf = (text: string, yaml = text.slice(0, 8000)): Record<string, TreeContent> => ({
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
      name: yaml,
      services: {
        web: { build: '.', command: yaml, ports: [yaml], environment: { A: yaml }, healthcheck: { test: yaml } },
        other: { image: yaml },
      },
    }),
  },
  'the build of a Compose file': { 'compose.yaml': json({ services: { web: { build: yaml } } }) },
  'a workflow': {
    '.github/workflows/ci.yml': json({
      on: 'push',
      env: { A: yaml },
      jobs: { test: { name: yaml, steps: [{ run: `docker push ${yaml}` }] } },
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

/** As many lines as a file may have, each another one. */
const lines = (length: number, line: (at: number) => string): string =>
  Array.from({ length: Math.floor(length / line(99_999).length) }, (_, at) => line(at)).join('');

const crowds: Record<string, TreeContent> = {
  variables: { Dockerfile: `FROM x\n${lines(LENGTH, (at) => `ENV A${at}=1\n`)}` },
  arguments: { Dockerfile: `FROM x\n${lines(LENGTH, (at) => `ARG A${at}=1\n`)}` },
  ports: { Dockerfile: `FROM x\n${lines(LENGTH, (at) => `EXPOSE ${at}\n`)}` },
  stages: { Dockerfile: lines(LENGTH, (at) => `FROM x AS a${at}\n`) },
  processes: { Procfile: lines(LENGTH, (at) => `w${at}: a\n`) },
  targets: { Makefile: lines(LENGTH, (at) => `a${at}:\n`) },
  services: { 'compose.yaml': `services:\n${lines(60_000, (at) => `  a${at}: {build: .}\n`)}` },
  'variables of a service': {
    'compose.yaml': `services:\n  web:\n    build: .\n    environment:\n${lines(60_000, (at) => `      A${at}: x\n`)}`,
  },
  jobs: { '.github/workflows/ci.yml': `on: push\njobs:\n${lines(60_000, (at) => `  a${at}: {steps: []}\n`)}` },
};

for (const [what, files] of Object.entries(crowds)) {
  test(`a crowd of ${what} is read to its end`, async () => {
    const draft = await draftFor(files);
    assert.deepEqual(draft.problems, []);
    isValid(renderApplicationFile(draft));
  });
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
