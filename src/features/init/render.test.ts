import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { seededRandom, type Random } from '#lib/random.ts';
import { parseApplicationFile, type ApplicationFile } from '#model/application-file.ts';
import type { TreeContent } from '#ports/source-tree/source-tree.contract.ts';
import type { Answers, Draft } from './draft.ts';
import { renderApplicationFile } from './render.ts';
import { draftFor, json } from './repositories.testing.ts';

test('each value says where it comes from, and what is open can be filled in', async () => {
  const draft = await draftFor({
    'go.mod': 'module shop\n',
    Dockerfile: 'FROM scratch\nEXPOSE 8080\nCMD ["/shop"]\n',
    'compose.yaml': 'services: {shop: {build: ., environment: {LOG_LEVEL: "3", API_TOKEN: hunter2}}}\n',
    '.github/workflows/ci.yml': 'on: [push]\njobs: {test: {name: "Test: all", steps: []}}\n',
  });
  assert.equal(
    renderApplicationFile(draft),
    `# How Dungeon Master runs this service. What is left out has a default.
apiVersion: dungeonmaster.dev/v1alpha1
kind: Application
metadata:
  name: shop  # the name of the directory "shop"
spec:
  # image: registry.example.com/shop:{sha}  # a cluster needs it; local mode builds the checkout
  # build: go build -o app .  # open: this looks like Go (go.mod), where projects differ
  # test: go test ./...  # open: this looks like Go (go.mod), where projects differ
  # command: ./app  # open: in a cluster the image starts by its own command (Dockerfile, line 3); a checkout may not have it
  env:
    LOG_LEVEL: "3"  # environment of the service shop in compose.yaml, line 1
    # API_TOKEN looks like a secret; its value is not copied, nor should it be in this file
  service:
    port: 8080  # EXPOSE 8080 in Dockerfile, line 2
    health: /  # default
  checks:
    - "Test: all"  # job test in .github/workflows/ci.yml, line 2
  stages:  # default; each follows the default branch
    - name: staging
`,
  );
});

test('what happens anyway is a comment, and so is what GitHub knows', async () => {
  const text = renderApplicationFile(await draftFor({ Procfile: 'web: node .\n' }));
  assert.match(text, /^ {2}# command: node \. {2}# web in Procfile, line 1: local mode finds it by itself/m);
  assert.match(text, /^ {2}# checks: \[test\] {2}# left out: what GitHub requires/m);
});

/** Pieces that have a meaning somewhere: in YAML, a shell, a Dockerfile, a terminal. */
const pieces = [
  'a',
  'Z',
  '0',
  '-',
  ' ',
  ' #',
  ': ',
  "'",
  '"',
  '\\',
  '\n',
  '\r',
  '\t',
  '{',
  '}',
  '[',
  ']',
  '&',
  '*',
  '!',
  '|',
  '>',
  '%',
  '@',
  '`',
  '$',
  '${A:-b}',
  '$PORT',
  '~',
  'null',
  'true',
  '1e3',
  '0x1f',
  '=',
  '<<',
  '---',
  '...',
  '\u0085',
  '\u2028',
  '\u202E',
  '\uFEFF',
  '\u0007',
  '\uD83D\uDE00',
  'é',
  '\uD800',
  '/',
  '.',
  ',',
  '?',
  '://',
  'localhost:3000/x',
  '8080',
  'EXPOSE 1',
];

/** Random choices of one seed. */
function chooser(random: Random) {
  const below = (limit: number) => Math.floor(random() * limit);
  const of = <Item>(items: readonly Item[]) => items[below(items.length)] as Item;
  const text = (longest = 12) => Array.from({ length: below(longest) }, () => of(pieces)).join('');
  const record = (count: number) =>
    Object.fromEntries(Array.from({ length: below(count) }, () => [of([text(), `V${below(99)}`]), text()]));
  return { below, of, text, record };
}

/** A repository whose files are well-formed now and then, with texts that try to break out. */
function repositoryOf({ below, of, text, record }: ReturnType<typeof chooser>): TreeContent {
  const service = () => ({
    build: of(['.', undefined, { context: text(), dockerfile: 'Dockerfile' }]),
    image: text(),
    command: of([text(40), [text(), text()], undefined]),
    ports: [`${below(70_000)}:${below(70_000)}`, text()],
    environment: record(60),
    healthcheck: { test: text() },
  });
  const job = () => ({
    name: of([undefined, text()]),
    strategy: of([undefined, { matrix: { [text()]: [text(), below(9)] } }]),
    steps: [{ run: `docker push ${text()}:$GITHUB_SHA` }],
  });
  const all = {
    'package.json': json({ name: text(), scripts: record(5), workspaces: ['p/*'], packageManager: text() }),
    'p/a/package.json': json({ name: text(), scripts: { start: text() } }),
    Dockerfile: `${of(['FROM x', text()])}\nENV PORT=${text()}\nEXPOSE ${text()}\nCMD ${of([text(), json([of(['node', text()]), text(40)])])}\n`,
    Procfile: `web: ${text(300)}\n${text()}: ${text()}\n`,
    'compose.yaml': json({ name: text(), services: { [text()]: service(), b: service() } }),
    '.github/workflows/ci.yml': json({ on: 'push', env: record(3), jobs: { [text()]: job(), test: job() } }),
    'go.mod': '',
    Makefile: text(40),
  };
  return Object.fromEntries(Object.entries(all).filter(() => below(3) > 0));
}

const answersOf = ({ of, text }: ReturnType<typeof chooser>): Answers => ({
  build: of(['', text()]),
  test: text(),
  command: of(['', text()]),
  port: of(['80', text()]),
  service: of(['b', text()]),
});

const commandOf = ({ command }: Draft) => {
  if (!command || command.implied) return undefined;
  return typeof command.value === 'string' ? ['sh', '-c', command.value] : command.value;
};

/** What the file of a draft has to say, without the fields that are left out. */
const meant = (draft: Draft): unknown =>
  JSON.parse(
    JSON.stringify({
      name: draft.name.value,
      test: draft.test?.value,
      workload: {
        image: draft.image?.value,
        build: draft.build?.value,
        command: commandOf(draft),
        env: Object.fromEntries(draft.env.map(({ name, value }) => [name, value])),
        service: { port: draft.port.value, health: draft.health.value },
      },
      team: {
        checks: draft.checks.length > 0 ? { kind: 'named', names: draft.checks.map(({ value }) => value) } : undefined,
        stages: draft.stages.value.map((name) => ({ name })),
      },
    }),
  );

test('whatever a repository says, the file is valid and says what the draft says', async () => {
  const seen = new Set<keyof Draft>();
  for (let seed = 1; seed <= 300; seed += 1) {
    const choose = chooser(seededRandom(seed));
    const draft = await draftFor(repositoryOf(choose), answersOf(choose));
    const text = renderApplicationFile(draft);
    const parsed = parseApplicationFile(text);
    assert.deepEqual(parsed, { ok: true, file: meant(draft) as ApplicationFile }, `seed ${seed}\n${text}`);
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\u2028\u2029]/u, `seed ${seed}`);
    for (const [field, value] of Object.entries(draft)) {
      if (!Array.isArray(value) || value.length > 0) seen.add(field as keyof Draft);
    }
  }
  const fields = ['image', 'build', 'test', 'command', 'env', 'envLeftOut', 'checks', 'questions', 'notes', 'problems'];
  assert.deepEqual(
    fields.filter((field) => !seen.has(field as keyof Draft)),
    [],
    'fields that no seed had',
  );
});
