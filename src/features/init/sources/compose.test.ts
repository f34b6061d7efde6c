import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { parseCompose } from './compose.ts';
import { readYaml } from './yaml.ts';

const composeOf = (text: string) => {
  const yaml = readYaml(text);
  return yaml.ok ? parseCompose(yaml.file) : assert.fail(yaml.problem.message);
};
const service = (content: string) => composeOf(`services:\n  web: ${content}\n`)?.services[0];

const ports: Record<string, readonly number[]> = {
  '[3000]': [3000],
  '["3000"]': [3000],
  '["80:3000"]': [3000],
  '["127.0.0.1:80:3000", "127.0.0.1::4000"]': [3000, 4000],
  '["[::1]:80:3000/tcp"]': [3000],
  '["53:53/udp", "0:0", "70000:70000", "x"]': [],
  '["8000-8005:9000-9005"]': [9000],
  '["${PORT:-80}:3000", "80:${INNER:-4000}", "$UNKNOWN"]': [3000, 4000],
  '[{target: 3000, published: 80}, {target: "4000"}, {published: 5}]': [],
  '[{target: 3000, published: 80}, {target: "4000"}]': [3000, 4000],
  '["80:3000", "81:3000"]': [3000],
  nonsense: [],
};
for (const [text, found] of Object.entries(ports)) {
  test(`ports ${text} are ${found.join(', ') || 'none'}`, () =>
    assert.deepEqual(service(`{ports: ${text}}`)?.ports, found));
}

const environments: Record<string, object> = {
  '{A: text, B: 3, C: true, D:, E: ""}': { A: 'text', B: '3', C: 'true', D: null, E: '' },
  '[A=text, "B=a=b", C, "D="]': { A: 'text', B: 'a=b', C: null, D: '' },
  '{A: [1]}': {},
  nonsense: {},
};
for (const [text, environment] of Object.entries(environments)) {
  test(`environment ${text} is ${JSON.stringify(environment)}`, () =>
    assert.deepEqual(service(`{environment: ${text}}`)?.environment, environment));
}

const builds: Record<string, object | undefined> = {
  '.': { context: '.', dockerfile: undefined },
  '{context: ./api, dockerfile: prod, target: x}': { context: './api', dockerfile: 'prod' },
  '{dockerfile_inline: FROM x}': { context: '.' },
  '5': undefined,
};
for (const [text, build] of Object.entries(builds)) {
  test(`build ${text} is ${JSON.stringify(build)}`, () => assert.deepEqual(service(`{build: ${text}}`)?.build, build));
}

test('a health check is a text or words, and its path is found in both', () => {
  assert.equal(service('{healthcheck: {test: curl localhost/up}}')?.health, '/up');
  assert.equal(service('{healthcheck: {test: [CMD, curl, "http://localhost/up"]}}')?.health, '/up');
  assert.equal(service('{healthcheck: {disable: true}}')?.health, undefined);
});

const shared = [
  'x-base: &base',
  '  build: .',
  '  environment: {A: "1"}',
  'services:',
  '  web:',
  '    <<: *base',
  '    ports:',
  '      - 80',
  '  worker: *base',
].join('\n');

test('services share by anchors and merge keys', () => {
  const services = composeOf(shared)?.services.map(({ name, build, environment }) => [
    name,
    build?.context,
    environment,
  ]);
  assert.deepEqual(services, [
    ['web', '.', { A: '1' }],
    ['worker', '.', { A: '1' }],
  ]);
});

test('the line of a field is where the service has it, else that of the service', () => {
  const [web, worker] = composeOf(shared)?.services ?? [];
  assert.deepEqual([web?.line, web?.lineOf('ports'), web?.lineOf('environment', 'A'), worker?.line], [5, 7, 5, 9]);
});

for (const text of ['', 'services: []', 'a: 1', '- a', 'services:']) {
  test(`without services it is none: ${JSON.stringify(text)}`, () => assert.equal(composeOf(text), undefined));
}

test('a service that is no map is passed over', () =>
  assert.deepEqual(
    composeOf('services: {a: 5, b: {image: x}}')?.services.map(({ name }) => name),
    ['b'],
  ));

const level = (depth: number) =>
  `a${depth}: &a${depth} [${Array(9)
    .fill(`*a${depth - 1}`)
    .join(', ')}]`;

const hostile: Record<string, { text: string; line: number; message: RegExp }> = {
  'aliases that expand without end': {
    text: ['a0: &a0 [x]', ...Array.from({ length: 12 }, (_, index) => level(index + 1))].join('\n'),
    line: 1,
    message: /aliases expand to too much/,
  },
  'nesting without end': { text: `services:\n${'['.repeat(60_000)}`, line: 1, message: /YAML|nests/ },
  'maps in maps without end': { text: `services: ${'{a: '.repeat(16_000)}`, line: 1, message: /YAML|nests/ },
  'a text that is too long': { text: `services: {}\n#${'x'.repeat(65_536)}`, line: 1, message: /longer than 65536/ },
  'a tab where spaces are meant': { text: 'services:\n\tweb: {}\n', line: 2, message: /not valid YAML/ },
  'a bracket that is left open': { text: 'services:\n  web: [\n', line: 3, message: /not valid YAML/ },
  'a key twice': { text: 'services: {}\nservices: {}\n', line: 2, message: /not valid YAML/ },
  'an alias of nothing': { text: 'services: *x\n', line: 1, message: /./ },
};
for (const [sentence, { text, line, message }] of Object.entries(hostile)) {
  test(`a problem, not a crash: ${sentence}`, () => {
    const yaml = readYaml(text);
    if (yaml.ok) assert.fail('it was read');
    assert.match(yaml.problem.message, message);
    assert.equal(yaml.problem.line, line);
  });
}
