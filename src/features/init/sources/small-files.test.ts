import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { dockerfileOf, workspacePatternsIn } from './further-files.ts';
import { healthPathIn } from './loopback-url.ts';
import { makefileTargets } from './makefile.ts';
import { jsonErrorLine, parsePackageJson } from './package-json.ts';
import { parseProcfile } from './procfile.ts';
import { looksSecret } from './secret.ts';
import { hasVariables, substitute } from './variables.ts';

test('a Procfile names process types; comments, blank lines and other words are left out', () =>
  assert.deepEqual(
    parseProcfile('# web: no\r\n\r\nweb:  node .  \r\nweb\n: x\nback-ground_2: a: b\n empty:\nnone:\n'),
    [
      { type: 'web', command: 'node .', line: 3 },
      { type: 'back-ground_2', command: 'a: b', line: 6 },
    ],
  ));

test('a Makefile names targets; variables, recipes and patterns are none', () => {
  const text =
    'A := test\nB ::= x\n.PHONY: all\nall build: dep\n\ttest: no\n%.o: x\ntest::\n# run:\nC = a:b\n\nbuild:\n';
  const { '.PHONY': phony, ...targets } = Object.fromEntries(makefileTargets(text));
  assert.deepEqual([targets, phony], [{ all: 4, build: 4, test: 7 }, 3]);
});

const packages: Record<string, { text: string; is: object | undefined }> = {
  'fields of a wrong kind count as absent': {
    text: '{"name":5,"scripts":[],"workspaces":true,"engines":"x","dependencies":null,"packageManager":{}}',
    is: { name: undefined, scripts: {}, workspaces: [], packageManager: undefined, hasDependencies: false },
  },
  'scripts that are no texts, or empty, are left out': {
    text: '{"scripts":{"start":"a","test":"","build":1}}',
    is: { scripts: { start: 'a' }, workspaces: [], hasDependencies: false },
  },
  'workspaces may be in an object': {
    text: '{"workspaces":{"packages":["a"]},"devDependencies":{"b":"1"},"engines":{"node":">=20"}}',
    is: { scripts: {}, workspaces: ['a'], hasDependencies: true, node: '>=20' },
  },
  'a list is none': { text: '[]', is: undefined },
  'a text is none': { text: '"x"', is: undefined },
  'nothing is none': { text: '', is: undefined },
  'a comment is no JSON': { text: '{} // x', is: undefined },
};
for (const [sentence, { text, is }] of Object.entries(packages)) {
  test(`package.json: ${sentence}`, () => assert.deepEqual({ ...parsePackageJson(text) }, { ...is }));
}

test('a script named like the prototype of objects is only a script', () => {
  parsePackageJson('{"scripts":{"__proto__":"polluted"},"__proto__":{"polluted":1}}');
  assert.equal('polluted' in {}, false);
});

const jsonErrors: Record<string, number | undefined> = {
  '{\n"a": oops\n}': 2,
  '{\n"a": 1\n"b": 2}': 3,
  '{"a": "tab\there"}\n': 1,
  '{\n"a": 1,\n}': 3,
  '{} // x': 1,
  '{\n\n': 3,
  hello: 1,
  '{"a":}': undefined,
  '{}': undefined,
};
for (const [text, line] of Object.entries(jsonErrors)) {
  test(`${JSON.stringify(text)} goes wrong on line ${line ?? 'nobody knows'}`, () =>
    assert.equal(jsonErrorLine(text), line));
}

const variables = new Map([
  ['A', 'one'],
  ['EMPTY', ''],
]);
const substitutions: Record<string, string> = {
  '$A ${A}': 'one one',
  '${A:-x} ${EMPTY:-x} ${NONE-x} ${NONE:-}': 'one x x ',
  '${A:+x} ${EMPTY:+x} ${NONE+x}': 'x  ',
  '$$A $NONE ${A:?message}': '$A  one',
  '$ ${ $1 ${1} }': '$ ${ $1 ${1} }',
};
for (const [text, result] of Object.entries(substitutions)) {
  test(`${text} becomes ${result}`, () => assert.equal(substitute(text, variables), result));
}
test('a doubled dollar sign is no variable', () => {
  assert.deepEqual(['$A', 'a ${A}', '$$A', '5$', ''].map(hasVariables), [true, true, false, false, false]);
});

const urls: Record<string, string | undefined> = {
  'curl -f http://localhost:3000/healthz || exit 1': '/healthz',
  'wget --spider 127.0.0.1/': '/',
  'CMD ["curl", "http://[::1]:80/a-b.c/d"]': '/a-b.c/d',
  'curl localhost:3000': undefined,
  pg_isready: undefined,
  'curl http://example.com/x': undefined,
};
for (const [command, path] of Object.entries(urls)) {
  test(`${command} asks for ${path ?? 'no path'}`, () => assert.equal(healthPathIn(command), path));
}

const secrets: readonly (readonly [name: string, value: string])[] = [
  ['DB_PASSWORD', 'x'],
  ['SECRET_KEY_BASE', 'x'],
  ['API_TOKEN', ''],
  ['STRIPE_KEY', 'x'],
  ['APIKEY', 'x'],
  ['SENTRY_DSN', 'x'],
  ['DATABASE_URL', 'postgres://user:pass@db/shop'],
  ['REDIS_URL', 'redis://:pass@redis:6379'],
  ['GITHUB', 'ghp_x'],
  ['AWS', 'AKIAIOSFODNN7EXAMPLE'],
  ['CERTIFICATE', '-----BEGIN CERTIFICATE-----'],
  ['X', 'c2VjcmV0LXNlY3JldC1zZWNyZXQx'],
  ['SESSION', 'eyJhbGciOiJIUzI1NiJ9.e30.x'],
];
for (const [name, value] of secrets) {
  test(`${name}=${value} looks like a secret`, () => assert.equal(looksSecret(name, value), true));
}
const plain: readonly (readonly [name: string, value: string])[] = [
  ['LOG_LEVEL', 'debug'],
  ['NODE_ENV', 'production'],
  ['KEYBOARD', 'us'],
  ['AUTHOR', 'somebody'],
  ['API_URL', 'https://api.example.com/v1'],
  ['GREETING', 'a sentence that is long enough to look like 1 key'],
];
for (const [name, value] of plain) {
  test(`${name}=${value} does not`, () => assert.equal(looksSecret(name, value), false));
}

test('workspaces are named by npm and by pnpm, as plain paths', () => {
  const texts = new Map([
    ['package.json', '{"workspaces":["./packages/*/","apps/web"]}'],
    ['pnpm-workspace.yaml', 'packages: ["libs/*"]\ncatalog: {}\n'],
  ]);
  assert.deepEqual(workspacePatternsIn(texts), ['packages/*', 'apps/web', 'libs/*']);
});

const builds: readonly (readonly [context: string, dockerfile: string | undefined, path: string | undefined])[] = [
  ['.', undefined, 'Dockerfile'],
  ['./api/', undefined, 'api/Dockerfile'],
  ['.', 'docker/prod', 'docker/prod'],
  ['..', undefined, undefined],
  ['a/../..', undefined, undefined],
  ['/srv', undefined, undefined],
  ['https://github.com/acme/shop.git', undefined, undefined],
  ['${DIR}', undefined, undefined],
];
for (const [context, dockerfile, path] of builds) {
  test(`the Dockerfile of ${context} ${dockerfile ?? ''} is ${path ?? 'elsewhere'}`, () =>
    assert.equal(dockerfileOf({ context, dockerfile }), path));
}
