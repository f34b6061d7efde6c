import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { sha256 } from './manifest.ts';
import { layerOfDirectory, manifestOf } from './oci-image.ts';

async function madeDirectory(context: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'oci-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  await mkdir(join(directory, 'bin'));
  await writeFile(join(directory, 'bin/web'), '#!/bin/sh\n');
  await chmod(join(directory, 'bin/web'), 0o700);
  await writeFile(join(directory, 'b.txt'), 'b');
  await writeFile(join(directory, 'a.txt'), 'a');
  await symlink('a.txt', join(directory, 'link'));
  return directory;
}

test('a directory becomes a layer at its path, parents first, in the order of names', async (context) => {
  const layer = await layerOfDirectory(await madeDirectory(context), '/opt/app');
  const listed = spawnSync('tar', ['--list', '--gzip', '--file=-'], { input: layer.bytes });
  assert.deepEqual(listed.stdout.toString().trimEnd().split('\n'), [
    'opt/',
    'opt/app/',
    'opt/app/a.txt',
    'opt/app/b.txt',
    'opt/app/bin/',
    'opt/app/bin/web',
    'opt/app/link',
  ]);
  assert.equal(layer.digest, sha256(layer.bytes));
  assert.equal(layer.diffId, sha256(gunzipSync(layer.bytes)));
});

test('when and by whom a directory was made does not change its layer', async (context) => {
  const [first, second] = [await madeDirectory(context), await madeDirectory(context)];
  await utimes(join(second, 'a.txt'), 1, 1);
  assert.equal((await layerOfDirectory(first)).digest, (await layerOfDirectory(second)).digest);
});

test('the manifest names the configuration and the layers by digest and size; the configuration names what is in them', async (context) => {
  const layer = await layerOfDirectory(await madeDirectory(context));
  const { config, manifest } = manifestOf({
    layers: [layer],
    config: { architecture: 'amd64', entrypoint: ['/bin/web'], env: { PORT: '3000' }, user: '1000', ports: [3000] },
  });
  assert.deepEqual(JSON.parse(manifest.bytes.toString()), {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: sha256(config.bytes),
      size: config.bytes.length,
    },
    layers: [
      { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: layer.digest, size: layer.bytes.length },
    ],
  });
  assert.deepEqual(JSON.parse(config.bytes.toString()), {
    architecture: 'amd64',
    os: 'linux',
    config: { Entrypoint: ['/bin/web'], Env: ['PORT=3000'], User: '1000', ExposedPorts: { '3000/tcp': {} } },
    rootfs: { type: 'layers', diff_ids: [layer.diffId] },
  });
});
