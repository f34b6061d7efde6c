import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { archiveOf } from './archive.ts';
import { imageOf, type Image } from './image.ts';
import { tar } from './tar.ts';

/** What the machine's own tar makes of an archive. */
function unpack(context: TestContext, archive: Uint8Array): string {
  const directory = mkdtempSync(join(tmpdir(), 'image-'));
  context.after(() => rmSync(directory, { recursive: true }));
  const { status, stderr } = spawnSync('tar', ['-x', '-C', directory], { input: archive, encoding: 'utf8' });
  assert.equal(stderr, '');
  assert.equal(status, 0);
  return directory;
}

const blob = (digest: string) => `blobs/${digest.replace(':', '/')}`;
const greeting = Buffer.from('hello\n');
const image: Image = imageOf({
  files: [{ path: 'bin' }, { path: 'bin/greet', content: greeting, mode: 0o755 }],
  entrypoint: ['/bin/greet'],
  environment: { PORT: '8080' },
});

test('the machine reads our archives, with modes and contents of any size', (context) => {
  const sizes = [0, 1, 511, 512, 513, 5000];
  const files = sizes.map((size) => ({ path: `f${size}`, content: Buffer.alloc(size, 'x') }));
  const at = unpack(context, tar([{ path: 'bin' }, { path: 'bin/run', content: greeting, mode: 0o755 }, ...files]));
  assert.deepEqual(
    sizes.map((size) => readFileSync(join(at, `f${size}`)).length),
    sizes,
  );
  assert.equal(statSync(join(at, 'bin/run')).mode & 0o777, 0o755);
});

test('a layout names the manifest, which names the config and the layer', (context) => {
  const at = unpack(context, archiveOf(image, 'dev.local/greet:1'));
  const json = (path: string) => JSON.parse(readFileSync(join(at, path), 'utf8'));
  const [{ digest, size, annotations }] = json('index.json').manifests;
  assert.equal(annotations['io.containerd.image.name'], 'dev.local/greet:1');
  assert.equal(statSync(join(at, blob(digest))).size, size);
  const manifest = json(blob(digest));
  const config = json(blob(manifest.config.digest));
  assert.deepEqual(config.config.Entrypoint, ['/bin/greet']);
  assert.deepEqual(config.config.Env, ['PORT=8080']);
  assert.deepEqual(config.rootfs.diff_ids, [manifest.layers[0].digest]);
  const layer = unpack(context, readFileSync(join(at, blob(manifest.layers[0].digest))));
  assert.deepEqual(readFileSync(join(layer, 'bin/greet')), greeting);
});

test('the same files make the same digest', () => {
  const again = imageOf({
    files: [{ path: 'bin' }, { path: 'bin/greet', content: Buffer.from('hello\n'), mode: 0o755 }],
    entrypoint: ['/bin/greet'],
    environment: { PORT: '8080' },
  });
  assert.equal(again.manifest.digest, image.manifest.digest);
});

test('a path that an archive cannot hold is refused', () => {
  assert.throws(() => tar([{ path: 'x'.repeat(101), content: greeting }]), /too long/);
});
