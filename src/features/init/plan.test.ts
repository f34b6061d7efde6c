import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { TreeContent } from '#ports/source-tree/source-tree.contract.ts';
import type { Answers, Draft } from './draft.ts';
import { draftFor, json } from './repositories.testing.ts';
import { describeProblem, describeSource, type Found } from './source.ts';

interface Case {
  readonly files: TreeContent;
  readonly answers?: Answers;
  /** By field: the value, then where it comes from. */
  readonly found: Readonly<Record<string, readonly [value: unknown, from: string]>>;
  /** By field what is suggested, or nothing. */
  readonly open?: Readonly<Record<string, string | undefined>>;
  readonly notes?: readonly RegExp[];
  readonly problems?: readonly RegExp[];
}

const port3000 = { port: [3000, 'default'], health: ['/', 'default'] } as const;
const named = { name: ['shop', 'the name of the directory "shop"'] } as const;
const express = { name: '@acme/Shop_API', scripts: { start: 'node server.js', test: 'node --test' } };
const npmLock = '{"lockfileVersion":3}';

const cases: Record<string, Case> = {
  'an empty directory has a name, and everything else is open': {
    files: {},
    found: { ...named, ...port3000 },
    open: { build: undefined, test: undefined, command: undefined },
  },
  'an Express application says all that is needed in package.json': {
    files: {
      'package.json': json({ ...express, dependencies: { express: '5' }, engines: { node: '>=20' } }),
      'package-lock.json': npmLock,
    },
    found: {
      name: ['shop-api', 'name in package.json'],
      test: ['npm test', 'scripts.test in package.json'],
      'command (implied)': ['npm start', 'scripts.start in package.json'],
      ...port3000,
    },
    notes: [/engines.node >=20 in package.json: is not in the file/],
  },
  'an application that is built, like those of Next.js': {
    files: {
      'package.json': json({ name: 'site', scripts: { dev: 'next dev', build: 'next build', start: 'next start' } }),
      'package-lock.json': npmLock,
    },
    found: {
      name: ['site', 'name in package.json'],
      build: ['npm run build', 'scripts.build in package.json'],
      'command (implied)': ['npm start', 'scripts.start in package.json'],
      ...port3000,
    },
    open: { test: undefined },
  },
  'dependencies without a lockfile have to be installed by the build': {
    files: { 'package.json': json({ ...express, name: 'shop', dependencies: { express: '5' } }) },
    found: {
      name: ['shop', 'name in package.json'],
      build: ['npm install', 'dependencies in package.json'],
      test: ['npm test', 'scripts.test in package.json'],
      'command (implied)': ['npm start', 'scripts.start in package.json'],
      ...port3000,
    },
  },
  'pnpm installs, builds and tests where its lockfile is': {
    files: {
      'package.json': json({
        name: 'shop',
        scripts: { build: 'tsc', start: 'node .', test: 'vitest' },
        dependencies: { hono: '4' },
      }),
      'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
    },
    found: {
      name: ['shop', 'name in package.json'],
      build: ['pnpm install --frozen-lockfile && pnpm run build', 'dependencies and scripts.build in package.json'],
      test: ['pnpm test', 'scripts.test in package.json'],
      'command (implied)': ['npm start', 'scripts.start in package.json'],
      ...port3000,
    },
  },
  'the packageManager field outranks a lockfile, and says which Yarn it is': {
    files: {
      'package.json': json({ ...express, name: 'shop', packageManager: 'yarn@4.5.0', dependencies: { a: '1' } }),
      'package-lock.json': npmLock,
    },
    found: {
      name: ['shop', 'name in package.json'],
      build: ['yarn install --immutable', 'dependencies in package.json'],
      test: ['yarn test', 'scripts.test in package.json'],
      'command (implied)': ['npm start', 'scripts.start in package.json'],
      ...port3000,
    },
  },
  'the test that npm init writes is no test': {
    files: {
      'package.json': json({
        name: 'shop',
        scripts: { start: 'node .', test: 'echo "Error: no test specified" && exit 1' },
      }),
    },
    found: {
      name: ['shop', 'name in package.json'],
      'command (implied)': ['npm start', 'scripts.start in package.json'],
      ...port3000,
    },
    open: { test: undefined },
  },
  'of several workspaces the only one that starts is the application': {
    files: {
      'package.json': json({ name: 'acme', workspaces: ['packages/*'], scripts: { test: 'npm test -ws' } }),
      'package-lock.json': npmLock,
      'packages/api/package.json': json({ name: '@acme/api', scripts: { start: 'node .' } }),
      'packages/lib/package.json': json({ name: '@acme/lib' }),
    },
    found: {
      name: ['acme', 'name in package.json'],
      test: ['npm test', 'scripts.test in package.json'],
      command: ['npm start --workspace packages/api', 'scripts.start in packages/api/package.json'],
      ...port3000,
    },
  },
  'which of two workspaces is meant is asked': {
    files: {
      'package.json': json({ name: 'acme', scripts: { test: 'turbo test' } }),
      'pnpm-workspace.yaml': 'packages:\n  - apps/*\n  - "!apps/old"\n',
      'pnpm-lock.yaml': '',
      'apps/api/package.json': json({ scripts: { start: 'node .' } }),
      'apps/web/package.json': json({ scripts: { start: 'next start' } }),
    },
    found: {
      name: ['acme', 'name in package.json'],
      build: ['pnpm install --frozen-lockfile', 'dependencies in package.json'],
      test: ['pnpm test', 'scripts.test in package.json'],
      ...port3000,
    },
    open: { workspace: undefined, command: undefined },
  },
  'the workspace that was chosen is started': {
    files: {
      'package.json': json({ name: 'acme', scripts: { test: 'turbo test' }, workspaces: { packages: ['apps/*'] } }),
      'yarn.lock': '',
      'apps/api/package.json': json({ name: 'api', scripts: { start: 'node .' } }),
      'apps/web/package.json': json({ name: 'web', scripts: { start: 'next start' } }),
    },
    answers: { workspace: 'apps/web' },
    found: {
      name: ['acme', 'name in package.json'],
      build: ['yarn install --frozen-lockfile', 'dependencies in package.json'],
      test: ['yarn test', 'scripts.test in package.json'],
      command: ['yarn workspace web start', 'scripts.start in apps/web/package.json'],
      ...port3000,
    },
  },
  'a Go service in an image: the image has its command, this machine is asked about': {
    files: {
      'go.mod': 'module example.com/shop\n',
      Dockerfile: [
        '# syntax=docker/dockerfile:1',
        'FROM golang:1.24 AS build',
        'RUN go build -o /server . && \\',
        '    # a comment between',
        '    echo EXPOSE 1',
        'EXPOSE 1',
        'FROM scratch',
        'ARG PORT=8080',
        'COPY --from=build /server /server',
        'EXPOSE ${PORT}/tcp 9090/udp',
        'HEALTHCHECK --interval=5s CMD ["/server", "-check", "http://localhost:8080/livez"]',
        'ENTRYPOINT ["/server"]',
      ].join('\n'),
    },
    found: {
      ...named,
      port: [8080, 'EXPOSE 8080 in Dockerfile, line 10'],
      health: ['/livez', 'HEALTHCHECK in Dockerfile, line 11'],
    },
    open: { build: 'go build -o app .', test: 'go test ./...', command: './app', image: undefined },
  },
  'a Node service in an image starts in a checkout as in the image': {
    files: {
      'package.json': json({ name: 'shop', scripts: { test: 'node --test' } }),
      Dockerfile: 'FROM node:24\r\nENV PORT=8080\r\nCMD ["node", "server.js"]\r\n',
    },
    found: {
      name: ['shop', 'name in package.json'],
      test: ['npm test', 'scripts.test in package.json'],
      command: [['node', 'server.js'], 'CMD in Dockerfile, line 3'],
      port: [8080, 'ENV PORT in Dockerfile, line 2'],
      health: ['/', 'default'],
    },
    open: { image: undefined },
  },
  'a command of the image that a checkout may have is suggested, without its init process': {
    files: {
      'package.json': json({ name: 'shop', scripts: { test: 'node --test' } }),
      Dockerfile: 'FROM node\nENTRYPOINT ["/usr/bin/tini", "-g", "--"]\nCMD ["node", "server.js"]\n',
    },
    found: {
      name: ['shop', 'name in package.json'],
      test: ['npm test', 'scripts.test in package.json'],
      ...port3000,
    },
    open: { command: 'node server.js', image: undefined },
  },
  'a command that nobody would type is neither written nor suggested': {
    files: {
      'package.json': json({ name: 'shop', scripts: { test: 'node --test' } }),
      Dockerfile: `FROM node\nCMD ["node", "${'x'.repeat(1000)}"]\n`,
    },
    found: {
      name: ['shop', 'name in package.json'],
      test: ['npm test', 'scripts.test in package.json'],
      ...port3000,
    },
    open: { command: undefined, image: undefined },
  },
  'Python with a Procfile: web starts it, the rest is asked, and what is not run is said': {
    files: {
      'requirements.txt': 'flask\n',
      Procfile: 'release: flask db upgrade\nweb: gunicorn app:app --bind :$PORT\nworker: celery\n# web: no\n',
    },
    found: {
      ...named,
      'command (implied)': ['gunicorn app:app --bind :$PORT', 'web in Procfile, line 2'],
      ...port3000,
    },
    open: {
      build: 'python3 -m venv .venv && .venv/bin/pip install -r requirements.txt',
      test: '.venv/bin/python -m pytest',
    },
    notes: [
      /^release in Procfile, line 1: .*release command is not handled yet/,
      /^worker in Procfile, line 3: is not run/,
    ],
  },
  'a Procfile comes before npm start, and an image that starts otherwise is told': {
    files: {
      Procfile: 'web: node web.js\n',
      'package.json': json({ ...express, name: 'shop' }),
      Dockerfile: 'FROM node\nEXPOSE 4000\nCMD node server.js\n',
    },
    found: {
      name: ['shop', 'name in package.json'],
      test: ['npm test', 'scripts.test in package.json'],
      'command (implied)': ['node web.js', 'web in Procfile, line 1'],
      port: [4000, 'EXPOSE 4000 in Dockerfile, line 2'],
      health: ['/', 'default'],
    },
    open: { image: undefined },
    notes: [/^web in Procfile, line 1: is what local mode starts; in a cluster .*Dockerfile, line 3/],
  },
  'Rails with assets from npm is Ruby, not Node': {
    files: {
      Gemfile: "gem 'rails'\n",
      'config.ru': 'run Rails.application\n',
      'package.json': json({ name: 'assets', scripts: { build: 'esbuild' } }),
    },
    found: { name: ['assets', 'name in package.json'], ...port3000 },
    open: {
      build: 'bundle install',
      test: 'bundle exec rake test',
      command: 'bundle exec rackup --port $PORT',
    },
  },
  'Java with its Maven wrapper': {
    files: { 'pom.xml': '<project/>', mvnw: '#!/bin/sh\n' },
    found: { ...named, ...port3000 },
    open: { build: './mvnw -B -DskipTests package', test: './mvnw -B test', command: undefined },
  },
  'Rust with a Makefile: its targets come before what is usual': {
    files: {
      'Cargo.toml': '[package]\n',
      Makefile: '.PHONY: test run\nVAR := test\ntest: build\n\tcargo test\nrun:\n\tcargo run\n',
    },
    found: { ...named, ...port3000 },
    open: { build: 'cargo build --release', test: 'make test', command: 'make run' },
  },
  'Deno is asked about': {
    files: { 'deno.json': '{}', 'main.ts': '' },
    found: { ...named, ...port3000 },
    open: { build: undefined, test: 'deno test', command: undefined },
  },
  'Bun is asked about: its scripts are not npm’s': {
    files: { 'package.json': json({ ...express, name: 'shop' }), 'bun.lock': '{}' },
    found: { name: ['shop', 'name in package.json'], ...port3000 },
    open: { build: undefined, test: undefined, command: undefined },
  },
  'Compose: the one service that is built, with its port, health and plain variables': {
    files: {
      'compose.yaml': [
        'name: acme-shop',
        'x-defaults: &defaults',
        '  restart: always',
        '  environment: {LOG_LEVEL: debug}',
        'services:',
        '  api:',
        '    <<: *defaults',
        '    build: .',
        '    command: bundle exec puma',
        '    ports: ["127.0.0.1:${API_PORT:-8080}:4000"]',
        '    environment:',
        '      PORT: 4000',
        '      LOG_LEVEL: info',
        '      SESSION_SECRET: hunter2hunter2',
        '      DATABASE_URL: postgres://shop:hunter2@db/shop',
        '      REDIS_HOST: redis',
        '      SHELL_VALUE: ${SHELL_VALUE}',
        '    healthcheck: {test: ["CMD", "curl", "-f", "http://localhost:4000/up"]}',
        '    depends_on: [db, redis]',
        '  db: {image: "postgres:17"}',
        '  redis: {image: "redis:8"}',
      ].join('\n'),
      Gemfile: '',
      Dockerfile: 'FROM ruby:3.4\n',
    },
    found: {
      name: ['acme-shop', 'name in compose.yaml'],
      command: ['bundle exec puma', 'command of the service api in compose.yaml, line 9'],
      'env LOG_LEVEL': ['info', 'environment of the service api in compose.yaml, line 13'],
      port: [4000, 'ports of the service api in compose.yaml, line 10'],
      health: ['/up', 'healthcheck of the service api in compose.yaml, line 18'],
    },
    open: { build: 'bundle install', test: 'bundle exec rake test', image: undefined },
    notes: [
      /^service db in compose.yaml, line 20: .*postgres:17.* not handled yet/,
      /^service redis .*redis:8/,
      /^PORT in compose.yaml, line 12: is always set/,
      /^SESSION_SECRET in compose.yaml, line 14: looks like a secret/,
      /^DATABASE_URL .* looks like a secret/,
      /^REDIS_HOST .* points at the service redis/,
      /^SHELL_VALUE .* from the shell/,
    ],
  },
  'which of two built services is meant is asked; the one with ports is suggested': {
    files: {
      'docker-compose.yml':
        'services:\n  web: {build: ., ports: ["80:3000"]}\n  worker: {build: {context: ./worker}}\n',
    },
    found: { ...named, ...port3000 },
    open: { service: 'web', build: undefined, test: undefined, command: undefined },
  },
  'the service that was chosen counts, with its own Dockerfile': {
    files: {
      'docker-compose.yml':
        'services:\n  web: {build: ., ports: ["80:3000"]}\n  admin: {build: {context: ., dockerfile: ./docker/admin.docker}}\n',
      'docker/admin.docker': 'FROM node\nEXPOSE 5000\n',
      Dockerfile: 'FROM node\nEXPOSE 3000\n',
    },
    answers: { service: 'admin' },
    found: { ...named, port: [5000, 'EXPOSE 5000 in docker/admin.docker, line 2'], health: ['/', 'default'] },
    open: { build: undefined, test: undefined, command: undefined, image: undefined },
    notes: [
      /^service admin .* is built in docker; on this machine commands start at the root/,
      /^service web .* is another application/,
    ],
  },
  'where Dockerfile and Compose contradict each other the Dockerfile counts, and it is asked': {
    files: {
      Dockerfile: 'FROM node\nEXPOSE 8080\nHEALTHCHECK CMD wget -q localhost:8080/ready || exit 1\n',
      'compose.yaml':
        'services: {web: {build: ., ports: ["80:3000"], healthcheck: {test: curl localhost:3000/other}}}\n',
      Procfile: 'web: node .\n',
    },
    found: {
      ...named,
      'command (implied)': ['node .', 'web in Procfile, line 1'],
      port: [8080, 'EXPOSE 8080 in Dockerfile, line 2'],
      health: ['/ready', 'HEALTHCHECK in Dockerfile, line 3'],
    },
    open: { port: '8080', build: undefined, test: undefined, image: undefined },
  },
  'workflows name the checks, and the image that they push': {
    files: {
      'package.json': json({ ...express, name: 'shop' }),
      '.github/workflows/ci.yml': [
        'on: [push, pull_request]',
        'env: {IMAGE: ghcr.io/acme/shop}',
        'jobs:',
        '  lint: {runs-on: ubuntu-latest, steps: []}',
        '  test:',
        '    name: Unit tests',
        '    strategy: {matrix: {node: [22, 24], os: [linux]}}',
        '    steps: []',
        '  image:',
        '    steps:',
        '      - uses: docker/build-push-action@v6',
        '        with: {push: true, tags: "${{ env.IMAGE }}:${{ github.sha }}"}',
        '  deploy: {environment: production, steps: []}',
      ].join('\n'),
      '.github/workflows/nightly.yaml': 'on: {schedule: [{cron: "0 0 * * *"}]}\njobs: {soak: {steps: []}}\n',
    },
    found: {
      name: ['shop', 'name in package.json'],
      image: ['ghcr.io/acme/shop:{sha}', 'the image that is pushed in .github/workflows/ci.yml, line 9'],
      test: ['npm test', 'scripts.test in package.json'],
      'command (implied)': ['npm start', 'scripts.start in package.json'],
      ...port3000,
      'check lint': ['lint', 'job lint in .github/workflows/ci.yml, line 4'],
      'check Unit tests (22, linux)': ['Unit tests (22, linux)', 'job test in .github/workflows/ci.yml, line 5'],
      'check Unit tests (24, linux)': ['Unit tests (24, linux)', 'job test in .github/workflows/ci.yml, line 5'],
      'check image': ['image', 'job image in .github/workflows/ci.yml, line 9'],
    },
    notes: [
      /^job deploy in .*ci.yml, line 13: is not named as a check: it deploys/,
      /^job soak in .*nightly.yaml, line 2: .* does not run on every pull request/,
    ],
  },
  'answers count before everything, and an empty one is not asked again': {
    files: { 'go.mod': '', Dockerfile: 'FROM scratch\nEXPOSE 80\nCMD ["/app"]\n' },
    answers: {
      name: 'other',
      port: '9000',
      build: 'make',
      test: '',
      command: './app',
      image: 'ghcr.io/acme/shop:{sha}',
    },
    found: {
      name: ['other', 'your answer'],
      image: ['ghcr.io/acme/shop:{sha}', 'your answer'],
      build: ['make', 'your answer'],
      command: ['./app', 'your answer'],
      port: [9000, 'your answer'],
      health: ['/', 'default'],
    },
  },
  'an answer that cannot be is none': {
    files: {},
    answers: { name: 'Not A Name', port: '0', image: 'shop:latest', build: 'a\nb', service: 'x' },
    found: { ...named, ...port3000 },
    open: { build: undefined, test: undefined, command: undefined },
  },
  'files that cannot be read or understood are named, and the others count': {
    files: {
      'package.json': '{\n  "name": "shop",\n  oops\n}\n',
      Dockerfile: 'EXPOSE 80\n',
      Procfile: { link: '/etc/passwd' },
      'compose.yaml': 'services:\n  web: [\n',
      'pnpm-workspace.yaml': '['.repeat(50_000),
      '.github/workflows/a.yml': 'jobs: none\n',
      '.github/workflows/b.yml': `on: push\njobs: {test: {steps: []}}\n#${'x'.repeat(300_000)}`,
      '.github/workflows/c.yml': 'on: push\njobs: {test: {steps: []}}\n',
    },
    found: {
      ...named,
      ...port3000,
      'check test': ['test', 'job test in .github/workflows/c.yml, line 2'],
    },
    open: { build: undefined, test: undefined, command: undefined },
    problems: [
      /^Procfile: is a symbolic link/,
      /^.github\/workflows\/b.yml: is longer than 256 KiB/,
      /^pnpm-workspace.yaml, line 1: is not valid YAML/,
      /^Dockerfile, line 1: has no FROM/,
      /^package.json, line 3: is not a valid JSON object/,
      /^compose.yaml, line 3: is not valid YAML/,
      /^.github\/workflows\/a.yml, line 1: is not a workflow/,
    ],
  },
};

type Fields = Record<string, readonly [value: unknown, from: string]>;

const pair = ({ value, from }: Found<unknown>) => [value, describeSource(from)] as const;

const one = (field: string, found: Found<unknown> | undefined): Fields => (found ? { [field]: pair(found) } : {});

function foundIn({ env, checks, ...draft }: Draft): Fields {
  return {
    ...one('name', draft.name),
    ...one('image', draft.image),
    ...one('build', draft.build),
    ...one('test', draft.test),
    ...one(draft.command?.implied ? 'command (implied)' : 'command', draft.command),
    ...Object.fromEntries(env.map((variable) => [`env ${variable.name}`, pair(variable)])),
    ...one('port', draft.port),
    ...one('health', draft.health),
    ...Object.fromEntries(checks.map((check) => [`check ${check.value}`, pair(check)])),
  };
}

function allMatch(lines: readonly string[], patterns: readonly RegExp[] = []): void {
  assert.equal(lines.length, patterns.length, lines.join('\n'));
  for (const [index, pattern] of patterns.entries()) assert.match(lines[index] ?? '', pattern);
}

for (const [sentence, { files, answers, found, open = {}, notes, problems }] of Object.entries(cases)) {
  test(sentence, async () => {
    const draft = await draftFor(files, answers);
    assert.deepEqual(foundIn(draft), found);
    assert.deepEqual(
      draft.questions.map(({ field, suggestion }) => [field, suggestion]),
      Object.entries(open),
    );
    allMatch(
      [...draft.notes, ...draft.envLeftOut].map(({ about, message }) => `${describeSource(about)}: ${message}`),
      notes,
    );
    allMatch(draft.problems.map(describeProblem), problems);
  });
}
