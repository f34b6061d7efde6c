import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChanges, MadeRepository } from '#test/made-repository.testing.ts';

/** A repository as people have them, which answers with a word that every commit may change. */
export interface Shape {
  /** What it needs besides git and Node. */
  readonly files: (directory: string) => FileChanges;
  /** A commit after which it answers with the word. */
  readonly says: (word: string) => FileChanges;
  /** A commit whose tests fail. */
  readonly failingTest: FileChanges;
  /** Its tests pass, and the service ends as soon as it starts. */
  readonly crash: FileChanges;
  /** What a failing test and a crash are mended by. */
  readonly mended: FileChanges;
}

const nodeServer = (greet: string): string => `import { createServer } from 'node:http';
import { greeting } from '${greet}';
const server = createServer((request, response) => response.end(greeting()));
server.listen(Number(process.env.PORT));
process.once('SIGTERM', () => server.close(() => process.exit(0)));
`;

const passes = `import { test } from 'node:test';
import { strict as assert } from 'node:assert';
test('one and one', () => assert.equal(1 + 1, 2));
`;
const fails = passes.replace('1 + 1', '1 + 2');

/** A library in C, compiled when it is installed, as `bcrypt` or `sharp` were if there were no binary for a machine. */
const ADDON = `#include <stddef.h>
typedef struct env *napi_env;
typedef struct value *napi_value;
int napi_create_string_utf8(napi_env, const char *, size_t, napi_value *);
napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value text;
  napi_create_string_utf8(env, "native", 6, &text);
  return text;
}
int node_api_module_get_api_version_v1(void) { return 8; }
`;

/** npm's own lock file for it, by npm itself, without asking anybody. */
function packedAddon(directory: string): void {
  const source = join(directory, '.made');
  mkdirSync(source);
  const manifest = {
    name: 'addon',
    version: '1.0.0',
    main: 'addon.node',
    scripts: { install: 'cc -shared -fPIC -o addon.node addon.c' },
  };
  writeFileSync(join(source, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(source, 'addon.c'), ADDON);
  mkdirSync(join(directory, 'vendor'), { recursive: true });
  execFileSync('npm', ['pack', '--silent', '--pack-destination', join(directory, 'vendor')], { cwd: source });
  rmSync(source, { recursive: true });
}

function lock(directory: string): void {
  const options = ['--package-lock-only', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', '--silent', ...options], { cwd: directory });
}

const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** Nothing but Node, a test and a start. */
export const plain: Shape = {
  files: () => ({
    'package.json': json({
      name: 'plain',
      private: true,
      type: 'module',
      scripts: { start: 'node server.js', test: 'node --test' },
    }),
    'server.js': nodeServer('./greeting.js'),
    'sum.test.js': passes,
  }),
  says: (word) => ({ 'greeting.js': `export const greeting = () => 'plain ${word}';\n` }),
  failingTest: { 'sum.test.js': fails },
  crash: { 'server.js': 'process.exit(3);\n' },
  mended: { 'sum.test.js': passes, 'server.js': nodeServer('./greeting.js') },
};

/** npm, a lock file, a dependency in C; nothing says how it is run but npm's scripts. */
export const withNativeDependency: Shape = {
  files(directory) {
    packedAddon(directory);
    const manifest = {
      name: 'with-native',
      private: true,
      type: 'module',
      scripts: { start: 'node server.js', test: 'node --test' },
      dependencies: { addon: 'file:vendor/addon-1.0.0.tgz' },
    };
    writeFileSync(join(directory, 'package.json'), json(manifest));
    lock(directory);
    return {
      '.gitignore': 'node_modules\n',
      'server.js': nodeServer('./greeting.js'),
      'sum.test.js': passes,
    };
  },
  says: (word) => ({
    'greeting.js': `import { createRequire } from 'node:module';
const addon = createRequire(import.meta.url)('addon');
export const greeting = () => addon + ' ${word}';\n`,
  }),
  failingTest: { 'sum.test.js': fails },
  crash: { 'server.js': "console.error('no such table: orders');\nprocess.exit(3);\n" },
  mended: { 'sum.test.js': passes, 'server.js': nodeServer('./greeting.js') },
};

const PYTHON_APP = `import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from greeting import GREETING


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        assert os.path.exists('built')
        self.send_response(200)
        self.end_headers()
        self.wfile.write(GREETING.encode())

    def log_message(self, *words):
        pass


ThreadingHTTPServer(('127.0.0.1', int(os.environ['PORT'])), Handler).serve_forever()
`;
const PYTHON_TEST = `import unittest


class Sum(unittest.TestCase):
    def test_sum(self):
        self.assertEqual(1 + 1, 2)
`;

/** Python, with a file that says how it is built, tested and run. */
export const inPython: Shape = {
  files: () => ({
    'dungeonmaster.yaml': `apiVersion: dungeonmaster.dev/v1alpha1
kind: Application
metadata: {name: in-python}
spec:
  build: python3 -m compileall -q . && date > built
  test: python3 -m unittest -q
  command: [python3, app.py]
  service: {port: 8000, health: /}
  checks: [unit]
  stages: [{name: staging}]
`,
    '.gitignore': '__pycache__\nbuilt\n',
    'app.py': PYTHON_APP,
    'test_sum.py': PYTHON_TEST,
  }),
  says: (word) => ({ 'greeting.py': `GREETING = 'python ${word}'\n` }),
  failingTest: { 'test_sum.py': PYTHON_TEST.replace('1 + 1', '1 + 2') },
  crash: { 'app.py': "import sys\nprint('no such table: orders', file=sys.stderr)\nsys.exit(3)\n" },
  mended: { 'app.py': PYTHON_APP, 'test_sum.py': PYTHON_TEST },
};

/** A workspace of npm: the service needs a package beside it, and a Procfile says which one runs. */
export const withWorkspace: Shape = {
  files(directory) {
    const manifests: Readonly<Record<string, object>> = {
      '.': {
        name: 'with-workspace',
        private: true,
        workspaces: ['packages/*', 'apps/*'],
        scripts: { test: 'npm test --workspaces --if-present' },
      },
      'packages/greeting': { name: '@made/greeting', version: '1.0.0', type: 'module', exports: './greeting.js' },
      'apps/web': {
        name: '@made/web',
        version: '1.0.0',
        type: 'module',
        scripts: { start: 'node server.js', test: 'node --test' },
        dependencies: { '@made/greeting': '1.0.0' },
      },
    };
    for (const [path, manifest] of Object.entries(manifests)) {
      mkdirSync(join(directory, path), { recursive: true });
      writeFileSync(join(directory, path, 'package.json'), json(manifest));
    }
    lock(directory);
    return {
      '.gitignore': 'node_modules\n',
      Procfile: 'web: npm start --workspace apps/web\n',
      'apps/web/server.js': nodeServer('@made/greeting'),
      'apps/web/sum.test.js': passes,
    };
  },
  says: (word) => ({ 'packages/greeting/greeting.js': `export const greeting = () => 'workspace ${word}';\n` }),
  failingTest: { 'apps/web/sum.test.js': fails },
  crash: { 'apps/web/server.js': "console.error('no such table: orders');\nprocess.exit(3);\n" },
  mended: { 'apps/web/sum.test.js': passes, 'apps/web/server.js': nodeServer('@made/greeting') },
};

/** Commits a shape as the first commit of main. */
export const begin = (made: MadeRepository, shape: Shape, word: string): string =>
  made.commit('the first commit', { ...shape.files(made.directory), ...shape.says(word) });
