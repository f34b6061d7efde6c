import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { parseApplicationFile } from '#model/application-file.ts';
import { CTRL_C, CTRL_D, hasTerminal, onTerminal } from '#test/terminal.testing.ts';

const dm = join(import.meta.dirname, '..', '..', '..', 'bin', 'dm');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (words: readonly string[], cwd?: string): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { PATH: process.env['PATH'] };
    const child = execFile(dm, ['init', ...words], { env, cwd }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end();
  });

/** A directory called `shop` with these files. */
async function repository(context: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'dm-init-'));
  context.after(() => rm(made, { recursive: true }));
  const shop = join(made, 'shop');
  await mkdir(shop);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(shop, path)), { recursive: true });
    await writeFile(join(shop, path), text);
  }
  return shop;
}

const node = { 'package.json': '{"name":"shop","scripts":{"start":"node .","test":"node --test"}}' };
const go = { 'go.mod': 'module shop\n', Dockerfile: 'FROM scratch\nEXPOSE 8080\nCMD ["/shop"]\n' };
const fileIn = (directory: string) => readFile(join(directory, 'dungeonmaster.yaml'), 'utf8');

test('the file is written, and the table says where each value comes from', async (context) => {
  const shop = await repository(context, node);
  const { code, stdout, stderr } = await run([shop]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(
    stdout,
    /^FIELD +VALUE +FROM\nname +shop +name in package\.json\ntest +npm test +scripts\.test in package\.json\n/,
  );
  assert.ok(stdout.endsWith(`\nwritten: ${shop}/dungeonmaster.yaml\nnext: dm up --repo ${shop}\n`), stdout);
  assert.equal(parseApplicationFile(await fileIn(shop)).ok, true);
  assert.deepEqual((await readdir(shop)).toSorted(), ['dungeonmaster.yaml', 'package.json']);
});

test('without a directory it is this one', async (context) => {
  const shop = await repository(context, node);
  const { code, stdout } = await run([], shop);
  assert.equal(code, 0);
  assert.match(stdout, /\nwritten: dungeonmaster\.yaml\nnext: dm up --repo \.\n$/);
});

test('what is open and what is not used is said, and the next step is to fill it in', async (context) => {
  const shop = await repository(context, { ...go, Procfile: 'worker: ./work\u001b[31m\n' });
  const { code, stdout } = await run([shop, '--name', 'other']);
  assert.equal(code, 0);
  assert.match(stdout, /\nname +other +your answer\n/);
  assert.match(stdout, /\nOpen\n {2}build: this looks like Go \(go\.mod\)/);
  assert.match(stdout, /\nSeen and not used\n {2}worker in Procfile, line 1: is not run/);
  assert.match(stdout, /\nnext: fill in build, test, command in the file, commit it, then dm up --repo /);
  assert.match(await fileIn(shop), /^ {2}# build: go build -o app \. {2}# open: /m);
});

test('--print writes nothing but YAML, to standard output, and no file', async (context) => {
  const shop = await repository(context, go);
  const { code, stdout, stderr } = await run([shop, '--print']);
  assert.deepEqual([code, stderr], [0, '']);
  const parsed = parseApplicationFile(stdout);
  assert.equal(parsed.ok && parsed.file.workload.service.port, 8080);
  assert.deepEqual((await readdir(shop)).toSorted(), ['Dockerfile', 'go.mod']);
});

test('--json has the draft with its sources and questions, and the text', async (context) => {
  const shop = await repository(context, go);
  const { code, stdout } = await run([shop, '--json']);
  const { written, text, port, questions } = JSON.parse(stdout) as Record<string, unknown>;
  assert.deepEqual([code, written, text], [0, join(shop, 'dungeonmaster.yaml'), await fileIn(shop)]);
  assert.deepEqual(port, { value: 8080, from: { what: 'EXPOSE 8080', file: 'Dockerfile', line: 2 } });
  assert.deepEqual(
    (questions as { field: string }[]).map(({ field }) => field),
    ['build', 'test', 'command', 'image'],
  );
  const printed = await run([shop, '--json', '--print']);
  assert.equal((JSON.parse(printed.stdout) as Record<string, unknown>)['written'], null);
});

test('a file that is there is replaced only with --force', async (context) => {
  const shop = await repository(context, { ...node, 'dungeonmaster.yaml': 'mine\n' });
  const refused = await run([shop]);
  assert.deepEqual([refused.code, refused.stdout, await fileIn(shop)], [1, '', 'mine\n']);
  assert.match(
    refused.stderr,
    /^error: FileExists: .*dungeonmaster\.yaml is there already\nnext: .*--print.*--force\n$/,
  );
  assert.equal((await run([shop, '--force'])).code, 0);
  assert.match(await fileIn(shop), /kind: Application/);
});

test('links are not followed, and said to be there', async (context) => {
  const shop = await repository(context, {});
  await writeFile(join(shop, '..', 'secret'), 'web: cat /etc/shadow\n');
  await symlink('../secret', join(shop, 'Procfile'));
  const { code, stdout } = await run([shop]);
  assert.equal(code, 0);
  assert.match(stdout, /\nNot understood\n {2}Procfile: is a symbolic link/);
  assert.doesNotMatch(stdout + (await fileIn(shop)), /shadow/);
});

const refusals: Record<string, { words: readonly string[]; code: number; says: RegExp }> = {
  'a directory that is not there': {
    words: ['nowhere'],
    code: 3,
    says: /^error: NotFound: .*nowhere\nnext: .*dm init DIRECTORY\n$/,
  },
  'a file': {
    words: ['package.json'],
    code: 1,
    says: /^error: NotADirectory: package\.json is not a directory\nnext: /,
  },
  'a name that cannot be': {
    words: ['--name', 'My Shop'],
    code: 2,
    says: /^error: BadName: --name My Shop must be lower-case.*\nnext: /,
  },
  'two directories': { words: ['.', '.'], code: 2, says: /too many arguments/ },
};
for (const [what, { words, code, says }] of Object.entries(refusals)) {
  test(`${what} ends with ${code}, and nothing is written`, async (context) => {
    const shop = await repository(context, node);
    const ended = await run(words, shop);
    assert.match(ended.stderr, says);
    assert.deepEqual([ended.code, ended.stdout], [code, '']);
    assert.deepEqual(await readdir(shop), ['package.json']);
  });
}

test('for programs a refusal is JSON', async (context) => {
  const shop = await repository(context, node);
  const { code, stderr } = await run(['nowhere', '--json'], shop);
  assert.equal(code, 3);
  assert.equal((JSON.parse(stderr) as { error: { code: string } }).error.code, 'NotFound');
});

async function initOnTerminal(shop: string, answers: readonly string[]) {
  const terminal = onTerminal(`'${dm}' init '${shop}'`, { PATH: process.env['PATH'] }, answers);
  return { code: await terminal.ended, screen: terminal.screen() };
}

test(
  'on a terminal it asks; Enter takes what is suggested, - leaves it open',
  { skip: !hasTerminal },
  async (context) => {
    const shop = await repository(context, go);
    const { code, screen } = await initOnTerminal(shop, ['\r', '-\r', './shop\r', 'ghcr.io/acme/shop:latest\r', '\r']);
    assert.equal(code, 0, screen);
    assert.match(screen, /Enter takes go build -o app \./);
    assert.match(screen, /must have \{sha\} in its tag/);
    const parsed = parseApplicationFile(await fileIn(shop));
    assert.deepEqual(parsed.ok && [parsed.file.workload.build, parsed.file.test, parsed.file.workload.command], [
      'go build -o app .',
      undefined,
      ['sh', '-c', './shop'],
    ]);
  },
);

for (const [key, typed] of Object.entries({ 'Ctrl-C': CTRL_C, 'Ctrl-D': CTRL_D })) {
  test(`${key} at a question writes nothing`, { skip: !hasTerminal }, async (context) => {
    const shop = await repository(context, go);
    const { code, screen } = await initOnTerminal(shop, ['\r', typed]);
    assert.equal(code, 130, screen);
    assert.deepEqual((await readdir(shop)).toSorted(), ['Dockerfile', 'go.mod']);
  });
}
