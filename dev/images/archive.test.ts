import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { archiveOf } from './archive.ts';
import { imageOfProgram } from './program.ts';

function scratch(context: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'image-'));
  context.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** What the machine's own tar makes of an archive. */
function unpack(context: TestContext, archive: Uint8Array): string {
  const directory = scratch(context);
  const { status, stderr } = spawnSync('tar', ['-x', '-C', directory], { input: archive, encoding: 'utf8' });
  assert.equal(stderr, '');
  assert.equal(status, 0);
  return directory;
}

const blob = (digest: string) => `blobs/${digest.replace(':', '/')}`;

test('a layout names the manifest, which names the configuration and the layer with the program', async (context) => {
  const program = join(scratch(context), 'greet-1');
  writeFileSync(program, 'hello\n');
  const at = unpack(context, archiveOf(await imageOfProgram('greet', program), 'dev.local/greet:1'));
  const json = (path: string) => JSON.parse(readFileSync(join(at, path), 'utf8'));
  const [{ digest, size, annotations }] = json('index.json').manifests;
  assert.equal(annotations['io.containerd.image.name'], 'dev.local/greet:1');
  assert.equal(statSync(join(at, blob(digest))).size, size);
  const manifest = json(blob(digest));
  const config = json(blob(manifest.config.digest));
  assert.deepEqual(config.config.Entrypoint, ['/greet']);
  assert.deepEqual(config.rootfs.diff_ids, [manifest.layers[0].digest]);
  const layer = unpack(context, readFileSync(join(at, blob(manifest.layers[0].digest))));
  assert.equal(readFileSync(join(layer, 'greet'), 'utf8'), 'hello\n');
  assert.equal(statSync(join(layer, 'greet')).mode & 0o777, 0o755);
});
