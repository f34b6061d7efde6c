import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { describeProblems, parseApplicationFile, type ApplicationFile } from './application-file.ts';

const head = 'apiVersion: dungeonmaster.dev/v1alpha1\nkind: Application\nmetadata: {name: shop}\n';
/** A whole file; the given lines are below `spec:`, which is line 4. */
const withSpec = (...lines: readonly string[]) => `${head}spec:\n${lines.map((line) => `  ${line}\n`).join('')}`;

const defaults = {
  name: 'shop',
  workload: { env: {}, service: { port: 3000, health: '/' } },
  team: { stages: [] },
};

const good: Record<string, { text: string; file: unknown }> = {
  'an empty spec has a default for everything': { text: `${head}spec: {}\n`, file: defaults },
  'a file may say everything': {
    text: withSpec(
      'image: ghcr.io/acme/shop:v-{sha}',
      'build: npm ci',
      'test: npm test',
      'command: [node, server.js]',
      'env: {GREETING: hello, RETRIES: 3, DEBUG: false}',
      'service: {port: 8080, health: /healthz}',
      'resources: {requests: {cpu: 0.1, memory: 256Mi}, limits: {memory: 1024Mi}}',
      'checks: [test, lint]',
      'stages:',
      '  - {name: staging, branch: develop, host: shop.staging.acme.com}',
      '  - {name: production}',
      'podSecurity: baseline',
      'network: {egress: [{cidr: 10.20.0.0/16, ports: [5432]}, {cidr: 0.0.0.0/0}]}',
    ),
    file: {
      name: 'shop',
      test: 'npm test',
      workload: {
        image: 'ghcr.io/acme/shop:v-{sha}',
        build: 'npm ci',
        command: ['node', 'server.js'],
        env: { GREETING: 'hello', RETRIES: '3', DEBUG: 'false' },
        service: { port: 8080, health: '/healthz' },
        resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
      },
      team: {
        checks: { kind: 'named', names: ['test', 'lint'] },
        stages: [{ name: 'staging', branch: 'develop', host: 'shop.staging.acme.com' }, { name: 'production' }],
        isolation: {
          podSecurity: 'baseline',
          egress: [{ cidr: '10.20.0.0/16', ports: [5432] }, { cidr: '0.0.0.0/0' }],
        },
      },
    },
  },
  'a command in one text is run by a shell': {
    text: withSpec('command: npm start'),
    file: { ...defaults, workload: { ...defaults.workload, command: ['sh', '-c', 'npm start'] } },
  },
  'a port alone leaves the health path at its default': {
    text: withSpec('service: {port: 80}'),
    file: { ...defaults, workload: { env: {}, service: { port: 80, health: '/' } } },
  },
  'a fence that is said to be closed is closed': {
    text: withSpec('podSecurity: restricted', 'network: {egress: []}'),
    file: defaults,
  },
  'how a commit is tested is no part of what runs': {
    text: withSpec('test: go test ./...'),
    file: { ...defaults, test: 'go test ./...' },
  },
  'no checks at all are said explicitly': {
    text: withSpec('checks: none'),
    file: { ...defaults, team: { checks: { kind: 'none' }, stages: [] } },
  },
  'an alias is fine': {
    text: withSpec('env: {A: &value hello, B: *value}'),
    file: { ...defaults, workload: { ...defaults.workload, env: { A: 'hello', B: 'hello' } } },
  },
  'the same file as JSON is YAML too': {
    text: JSON.stringify({
      apiVersion: 'dungeonmaster.dev/v1alpha1',
      kind: 'Application',
      metadata: { name: 'shop' },
      spec: {},
    }),
    file: defaults,
  },
};

for (const [sentence, { text, file }] of Object.entries(good)) {
  test(sentence, () => assert.deepEqual(parseApplicationFile(text), { ok: true, file }));
}

/** What is wrong, as `line path: message`; the words may be any that match. */
const bad: Record<
  string,
  { text: string; problems: readonly (readonly [line: number, path: string, message: RegExp])[] }
> = {
  'an unknown field is named with its line': {
    text: withSpec('service:', '  port: 80', '  helth: /x'),
    problems: [[7, 'spec.service.helth', /not a known field/]],
  },
  'an unknown field with a map below it is named by the line of the field': {
    text: withSpec('foo:', '  bar: 1'),
    problems: [[5, 'spec.foo', /not a known field/]],
  },
  'an unknown field without a value has its own line': {
    text: withSpec('foo:', 'build: npm ci'),
    problems: [[5, 'spec.foo', /not a known field/]],
  },
  'every unknown field is a problem of its own': {
    text: withSpec('foo: 1', 'build: npm ci', 'bar: 2'),
    problems: [
      [5, 'spec.foo', /not a known field/],
      [7, 'spec.bar', /not a known field/],
    ],
  },
  'an unknown field at the top': {
    text: `${withSpec('build: x')}status: {}\n`,
    problems: [[6, 'status', /not a known field/]],
  },
  'an unknown field of a stage': {
    text: withSpec('stages:', '  - name: staging', '  - name: production', '    hots: x'),
    problems: [[8, 'spec.stages.1.hots', /not a known field/]],
  },
  'a merge key is no feature': {
    text: withSpec('env: {<<: {A: b}}'),
    problems: [[5, 'spec.env.<<', /name of letters/]],
  },
  "a field named like an object's prototype": {
    text: withSpec('__proto__: {build: x}'),
    problems: [[5, 'spec.__proto__', /not a known field/]],
  },
  'another apiVersion': {
    text: withSpec('build: x').replace('v1alpha1', 'v2'),
    problems: [[1, 'apiVersion', /dungeonmaster\.dev\/v1alpha1/]],
  },
  'another kind': {
    text: withSpec('build: x').replace('kind: Application', 'kind: Deployment'),
    problems: [[2, 'kind', /Application/]],
  },
  'no name': { text: withSpec('build: x').replace('{name: shop}', '{}'), problems: [[3, 'metadata.name', /string/]] },
  'a name that is no DNS label': {
    text: withSpec('build: x').replace('shop', 'Shop_1'),
    problems: [[3, 'metadata.name', /lower-case/]],
  },
  'a name that is too long': {
    text: withSpec('build: x').replace('shop', 's'.repeat(41)),
    problems: [[3, 'metadata.name', /40/]],
  },
  'no spec': { text: head, problems: [[1, 'spec', /object/]] },
  'an image without {sha}': {
    text: withSpec('image: ghcr.io/acme/shop:latest'),
    problems: [[5, 'spec.image', /\{sha\}/]],
  },
  'an image with an unknown variable': {
    text: withSpec('image: "ghcr.io/acme/shop:{tag}"'),
    problems: [[5, 'spec.image', /not \{tag\}/]],
  },
  'an image that is no text': { text: withSpec('image: 5'), problems: [[5, 'spec.image', /string/]] },
  'a port that is a text': {
    text: withSpec('service:', '  port: "80"'),
    problems: [[6, 'spec.service.port', /number/]],
  },
  'a port that is no whole number': {
    text: withSpec('service: {port: 80.5}'),
    problems: [[5, 'spec.service.port', /int/]],
  },
  'a port above 65535': { text: withSpec('service: {port: 65536}'), problems: [[5, 'spec.service.port', /65535/]] },
  'port 0': { text: withSpec('service: {port: 0}'), problems: [[5, 'spec.service.port', /1/]] },
  'a health path without its slash': {
    text: withSpec('service: {health: healthz}'),
    problems: [[5, 'spec.service.health', /begin with "\/"/]],
  },
  'a variable whose name no shell knows': {
    text: withSpec('env:', '  A: 1', '  2B: x'),
    problems: [[7, 'spec.env.2B', /name of letters/]],
  },
  'a variable without a value': { text: withSpec('env:', '  A:'), problems: [[6, 'spec.env.A', /text, a number/]] },
  'a variable that is a list': { text: withSpec('env: {A: [1]}'), problems: [[5, 'spec.env.A', /text, a number/]] },
  'an empty command': { text: withSpec('command: ""'), problems: [[5, 'spec.command', /command/]] },
  'a command of words that are not texts': {
    text: withSpec('command: [node, 5]'),
    problems: [[5, 'spec.command', /list of words/]],
  },
  'an empty test command': { text: withSpec('test: ""'), problems: [[5, 'spec.test', /1 char/]] },
  'a test command of words': { text: withSpec('test: [npm, test]'), problems: [[5, 'spec.test', /string/]] },
  'an amount that is none': {
    text: withSpec('resources:', '  requests: {cpu: 0}', '  limits: {memory: 1GB}'),
    problems: [
      [6, 'spec.resources.requests.cpu', /amount like 250m/],
      [7, 'spec.resources.limits.memory', /amount like 256Mi/],
    ],
  },
  'memory in thousandths of a byte': {
    text: withSpec('resources: {limits: {memory: 512m}}'),
    problems: [[5, 'spec.resources.limits.memory', /amount like 256Mi/]],
  },
  'a resource that is not known': {
    text: withSpec('resources: {limits: {disk: 1Gi}}'),
    problems: [[5, 'spec.resources.limits.disk', /not a known field/]],
  },
  'a request above its limit': {
    text: withSpec('resources:', '  requests: {memory: 1Gi}', '  limits: {memory: 1000Mi}'),
    problems: [[6, 'spec.resources.requests.memory', /more than the limit, 1000Mi/]],
  },
  'a level of pod security that opens everything': {
    text: withSpec('podSecurity: privileged'),
    problems: [[5, 'spec.podSecurity', /"restricted" or "baseline"/]],
  },
  'a host name where only addresses can be named': {
    text: withSpec('network:', '  egress:', '    - cidr: db.example.com'),
    problems: [[7, 'spec.network.egress.0.cidr', /no host names/]],
  },
  'an empty list of ports': {
    text: withSpec('network: {egress: [{cidr: 10.0.0.0/8, ports: []}]}'),
    problems: [[5, 'spec.network.egress.0.ports', /1/]],
  },
  'an empty list of checks': {
    text: withSpec('checks: []'),
    problems: [[5, 'spec.checks', /list of names, or "none"/]],
  },
  'a check that is one text': {
    text: withSpec('checks: test'),
    problems: [[5, 'spec.checks', /list of names, or "none"/]],
  },
  'two stages of one name': {
    text: withSpec('stages:', '  - name: staging', '  - name: staging'),
    problems: [[5, 'spec.stages', /twice/]],
  },
  'a stage whose environment would be named like a preview': {
    text: withSpec('stages:', '  - name: staging', '  - name: pr-12'),
    problems: [[7, 'spec.stages.1.name', /previews use/]],
  },
  'a stage called preview': {
    text: withSpec('stages: [{name: preview}]'),
    problems: [[5, 'spec.stages.0.name', /previews use/]],
  },
  'a stage with a host that is none': {
    text: withSpec('stages: [{name: staging, host: "http://x"}]'),
    problems: [[5, 'spec.stages.0.host', /host/]],
  },
  'a field twice': { text: `${withSpec('build: a')}spec: {}\n`, problems: [[6, '', /unique/]] },
  'a bracket that is left open': { text: withSpec('stages: ['), problems: [[6, '', /\]/]] },
  'a tab where spaces are meant': { text: `${head}spec:\n\tbuild: x\n`, problems: [[5, '', /tab/i]] },
  'two documents': { text: `${head}spec: {}\n---\na: 1\n`, problems: [[5, '', /documents/]] },
  'an alias of nothing': { text: withSpec('build: *x'), problems: [[1, '', /alias/]] },
  'no file at all': { text: '', problems: [[1, '', /object/]] },
  'a list': { text: '- a\n- b\n', problems: [[1, '', /object/]] },
  'a sentence': { text: 'hello\n', problems: [[1, '', /object/]] },
  'a file that is too long': {
    text: `${head}spec: {}\n#${'x'.repeat(65_536)}`,
    problems: [[1, '', /longer than 65536/]],
  },
};

for (const [sentence, { text, problems }] of Object.entries(bad)) {
  test(`refused: ${sentence}`, () => {
    const found = problemsOf(text);
    const essence = found.map(({ line, path }) => [line, path]);
    assert.deepEqual(
      essence,
      problems.map(([line, path]) => [line, path]),
      JSON.stringify(found),
    );
    for (const [index, [, , message]] of problems.entries()) assert.match(found[index]?.message ?? '', message);
  });
}

function problemsOf(text: string) {
  const parsed = parseApplicationFile(text);
  return parsed.ok
    ? assert.fail(`it was taken: ${JSON.stringify(parsed.file satisfies ApplicationFile)}`)
    : parsed.problems;
}

const level = (depth: number) =>
  `a${depth}: &a${depth} [${Array(9)
    .fill(`*a${depth - 1}`)
    .join(', ')}]`;

test('aliases that would expand without end are refused before they do', () => {
  const bomb = ['a0: &a0 [x]', ...Array.from({ length: 12 }, (_, index) => level(index + 1))].join('\n');
  assert.match(problemsOf(bomb)[0]?.message ?? '', /alias/);
});

test('a file that nests without end is a problem, not a crash', () =>
  assert.equal(problemsOf('['.repeat(60_000)).length > 0, true));

test('a hostile key does not reach the prototype of objects', () => {
  parseApplicationFile(withSpec('env: {__proto__: polluted}', 'constructor: {prototype: {polluted: true}}'));
  assert.equal('polluted' in {}, false);
});

const descriptions: Record<string, { problems: Parameters<typeof describeProblems>[0]; text: string }> = {
  'one problem is told with its line and path': {
    problems: [{ line: 3, path: 'spec.image', message: 'is bad' }],
    text: 'line 3: spec.image: is bad',
  },
  'of several the first is told, and how many more': {
    problems: [
      { line: 3, path: 'spec.image', message: 'is bad' },
      { line: 4, path: 'spec.build', message: 'is bad' },
      { line: 5, path: 'spec.env', message: 'is bad' },
    ],
    text: 'line 3: spec.image: is bad (and 2 more)',
  },
  'a problem of the whole file has no path': {
    problems: [{ line: 1, path: '', message: 'is empty' }],
    text: 'line 1: is empty',
  },
};

for (const [sentence, { problems, text }] of Object.entries(descriptions)) {
  test(sentence, () => assert.equal(describeProblems(problems), text));
}
