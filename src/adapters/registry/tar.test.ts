import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { tarOf, type TarEntry } from './tar.ts';

const file = (path: string, content: string | Uint8Array, executable = false): TarEntry => ({
  kind: 'file',
  path,
  executable,
  content: Buffer.from(content),
});
const long = `${'directory/'.repeat(20)}file`;

const entries: readonly TarEntry[] = [
  { kind: 'directory', path: 'app' },
  file('app/empty', ''),
  file('app/one-block', 'x'.repeat(512)),
  file('app/over-a-block', 'x'.repeat(513)),
  file('app/binary', new Uint8Array([0, 255, 13, 10])),
  file('app/run', '#!/bin/sh\n', true),
  file('app/größe', 'ü'),
  file(long, 'deep'),
  file(`app/${'n'.repeat(96)}`, 'as long as the header holds'),
  file(`app/${'n'.repeat(97)}`, 'a byte longer'),
  { kind: 'link', path: 'app/link', target: 'run' },
  { kind: 'link', path: 'app/long-link', target: long },
];

/** Written by others: GNU tar reads it, and Python's tarfile. */
test('what we pack, GNU tar unpacks: every file, mode and link', async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'tar-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  const tar = (...args: readonly string[]) => spawnSync('tar', args, { cwd: directory, input: tarOf(entries) });
  const listed = tar('--list', '--verbose', '--quoting-style=literal', '--file=-');
  assert.equal(listed.stderr.toString(), '');
  const lines = listed.stdout.toString().trimEnd().split('\n');
  assert.equal(lines.length, entries.length);
  assert.match(lines[0] ?? '', /^drwxr-xr-x 0\/0 .* app\/$/);
  assert.match(lines.find((line) => line.endsWith('app/run')) ?? '', /^-rwxr-xr-x/);
  assert.match(lines.find((line) => line.endsWith('app/empty')) ?? '', /^-rw-r--r--/);
  assert.ok(lines.some((line) => line.endsWith('app/link -> run')));
  assert.ok(lines.some((line) => line.endsWith(`app/long-link -> ${long}`)));
  for (const entry of entries) {
    if (entry.kind !== 'file') continue;
    assert.deepEqual(
      tar('--extract', '--to-stdout', '--file=-', entry.path).stdout,
      Buffer.from(entry.content),
      entry.path,
    );
  }
});

test('the same entries are the same bytes', () => assert.deepEqual(tarOf(entries), tarOf(structuredClone(entries))));

test('a record whose length gains a digit by counting itself is right', () => {
  for (const length of [101, 988, 989, 990, 991, 992, 993, 994, 995]) {
    const path = 'p'.repeat(length);
    const listed = spawnSync('tar', ['--list', '--file=-'], { input: tarOf([file(path, '')]) });
    assert.equal(listed.stdout.toString(), `${path}\n`, String(length));
  }
});
