import { strict as assert } from 'node:assert';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { inspect } from 'node:util';
import { systemClock } from '#adapters/node/time.ts';
import { RegistryClient } from '#adapters/registry/client.ts';
import type { CredentialSource } from '#adapters/registry/credentials.ts';
import { createRegistryImages, type RegistryImagesOptions } from '#adapters/registry/images.ts';
import { layerOf, type OciImage } from '#adapters/registry/oci-image.ts';
import { createPullSecretCredentials } from '#adapters/registry/pull-secret-credentials.ts';
import { pushImage } from '#adapters/registry/push.ts';
import { pullSecretFor } from '#adapters/registry/restricted.ts';
import { commitSha, type CommitSha } from '#model/ids.ts';
import { ImagesError } from '#ports/images.ts';
import { imageRequest } from '#ports/images.testing.ts';
import { imagesContract } from '#ports/images.contract.ts';
import { newName, PASSWORD, SECOND_PASSWORD, startRegistry, type TestRegistry } from './registry.testing.ts';
import { startTokenService, type TokenService } from './token-service.testing.ts';

const newSha = (): CommitSha => commitSha.parse(randomBytes(20).toString('hex'));

async function newImage(size = 1000): Promise<OciImage> {
  const content = randomBytes(size);
  const layer = await layerOf([{ kind: 'file', path: 'web', executable: true, content }]);
  return { layers: [layer], config: { architecture: 'amd64', entrypoint: ['/web'] } };
}

const options = (more: Partial<RegistryImagesOptions> = {}): RegistryImagesOptions => ({
  fetch: globalThis.fetch,
  clock: systemClock,
  credentials: [],
  ...more,
});

const secretOf = (host: string, username: string, password: string) => ({
  name: 'test/registry',
  dockerConfigJson: JSON.stringify({ auths: { [host]: { username, password } } }),
});
const signedInAs = (host: string, username: string, password: string): CredentialSource =>
  createPullSecretCredentials(async () => [secretOf(host, username, password)]);

const find = (name: string, tag: CommitSha, more?: Partial<RegistryImagesOptions>) =>
  createRegistryImages(options(more)).find(imageRequest(`${name}:{sha}`, tag));

const fails = (code: string, says: RegExp) => (error: unknown) => {
  assert.ok(error instanceof ImagesError, inspect(error));
  assert.equal(error.code, code);
  assert.match(error.message, says);
  assert.doesNotMatch(inspect(error, { depth: 20, showHidden: true }), new RegExp(`${PASSWORD}|Basic |Bearer ey`));
  return true;
};

imagesContract('a real registry', async (context) => {
  const registry = await startRegistry();
  context.after(() => registry.close());
  const name = newName(registry.host);
  const client = new RegistryClient(options());
  return {
    images: createRegistryImages(options()),
    template: `${name}:{sha}`,
    newCommit: async () => {
      const sha = newSha();
      return { sha, publish: async () => void (await pushImage(client, name, sha, await newImage())) };
    },
    breakDown: () => registry.daemon.kill('SIGKILL'),
  };
});

describe('a registry that anybody may use', () => {
  let registry: TestRegistry;
  before(async () => void (registry = await startRegistry()));
  after(() => registry.close());

  test('what is found is what was pushed, and what the registry sends for that digest has it', async () => {
    const [name, sha] = [newName(registry.host), newSha()];
    const pushed = await pushImage(new RegistryClient(options()), name, sha, await newImage());
    assert.deepEqual(await find(name, sha), { name, digest: pushed });
    const path = name.slice(registry.host.length + 1);
    const accept = 'application/vnd.oci.image.manifest.v1+json';
    const got = await fetch(`http://${registry.host}/v2/${path}/manifests/${pushed}`, { headers: { accept } });
    const bytes = Buffer.from(await got.arrayBuffer());
    assert.equal(`sha256:${createHash('sha256').update(bytes).digest('hex')}`, pushed);
  });

  test('a layer that is there is not sent again; a large one comes over whole', async () => {
    const image = await newImage(8_000_000);
    const sent: string[] = [];
    const counting: typeof fetch = (input, init) => {
      sent.push(
        `${init?.method} ${new URL(new Request(input).url).pathname.replace(/^.*\/(blobs|manifests)\/.*$/, '$1')}`,
      );
      return fetch(input, init);
    };
    const client = new RegistryClient(options({ fetch: counting, timeoutMs: 60_000 }));
    const name = newName(registry.host);
    const first = await pushImage(client, name, newSha(), image);
    assert.equal(sent.filter((one) => one === 'PUT blobs').length, 2);
    assert.equal(await pushImage(client, name, newSha(), image), first);
    assert.equal(sent.filter((one) => one === 'PUT blobs').length, 2);
    assert.equal(sent.filter((one) => one === 'PUT manifests').length, 2);
  });

  test('a registry that is frozen is waited for no longer than allowed, and then asked again', async () => {
    const [name, sha] = [newName(registry.host), newSha()];
    await pushImage(new RegistryClient(options()), name, sha, await newImage());
    registry.daemon.freeze();
    try {
      await assert.rejects(find(name, sha, { timeoutMs: 300 }), fails('Unavailable', /it takes too long$/));
    } finally {
      registry.daemon.resume();
    }
    assert.ok(await find(name, sha));
  });

  test('a manifest list is found by its own digest', async () => {
    const [name, sha] = [newName(registry.host), newSha()];
    const digest = await pushImage(new RegistryClient(options()), name, newSha(), await newImage());
    const path = name.slice(registry.host.length + 1);
    const type = 'application/vnd.oci.image.manifest.v1+json';
    const size = (
      await (
        await fetch(`http://${registry.host}/v2/${path}/manifests/${digest}`, { headers: { accept: type } })
      ).arrayBuffer()
    ).byteLength;
    const platform = { os: 'linux', architecture: 'amd64' };
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const index = JSON.stringify({
      schemaVersion: 2,
      mediaType,
      manifests: [{ mediaType: type, digest, size, platform }],
    });
    const put = await fetch(`http://${registry.host}/v2/${path}/manifests/${sha}`, {
      method: 'PUT',
      headers: { 'content-type': mediaType },
      body: index,
    });
    assert.equal(put.status, 201);
    const expected = `sha256:${createHash('sha256').update(index).digest('hex')}`;
    assert.equal((await find(name, sha))?.digest, expected);
  });
});

describe('a registry with passwords', () => {
  const user = 'robot';
  let registry: TestRegistry;
  const name = () => `${registry.host}/team/shop`;
  const sha = newSha();
  before(async () => {
    registry = await startRegistry({ kind: 'basic', user, password: PASSWORD });
    const credentials = [signedInAs(registry.host, user, PASSWORD)];
    await pushImage(new RegistryClient(options({ credentials })), name(), sha, await newImage());
  });
  after(() => registry.close());

  test('the password in a pull secret finds the image', async () => {
    assert.ok(await find(name(), sha, { credentials: [signedInAs(registry.host, user, PASSWORD)] }));
  });

  test('so does the pull secret that a namespace gets', async () => {
    const secret = secretOf(registry.host, user, PASSWORD);
    const made = pullSecretFor(name(), [secretOf('ghcr.io', 'other', 'other'), secret]) ?? '';
    assert.doesNotMatch(made, /ghcr/);
    const credentials = [createPullSecretCredentials(async () => [{ name: 'copy', dockerConfigJson: made }])];
    assert.ok(await find(name(), sha, { credentials }));
  });

  test('what is not there is missing for who may look, and refused to who may not', async () => {
    const credentials = [signedInAs(registry.host, user, PASSWORD)];
    assert.equal(await find(name(), newSha(), { credentials }), undefined);
    assert.equal(await find(`${name()}-2`, sha, { credentials }), undefined);
    await assert.rejects(find(name(), newSha()), fails('Forbidden', /: pull of team\/shop: 401/));
  });

  test('a wrong password is refused', async () => {
    const credentials = [signedInAs(registry.host, user, 'wrong')];
    await assert.rejects(find(name(), sha, { credentials }), fails('Forbidden', /: 401/));
  });

  test('after a rotation the old password is refused and the new one counts at once', async (context) => {
    let password = PASSWORD;
    const images = createRegistryImages(
      options({ credentials: [createPullSecretCredentials(async () => [secretOf(registry.host, user, password)])] }),
    );
    const ask = () => images.find(imageRequest(`${name()}:{sha}`, sha));
    context.after(() => registry.setPassword(user, PASSWORD));
    await registry.setPassword(user, SECOND_PASSWORD);
    await assert.rejects(ask(), fails('Forbidden', /: 401/));
    password = SECOND_PASSWORD;
    assert.ok(await ask());
  });

  test('nobody pushes without a password', async () => {
    const pushed = pushImage(new RegistryClient(options()), name(), newSha(), await newImage());
    await assert.rejects(pushed, fails('Forbidden', /: push of team\/shop: 401/));
  });
});

describe('a registry with a token service', () => {
  let registry: TestRegistry;
  let service: TokenService;
  const sha = newSha();
  const name = () => `${registry.host}/team/shop`;
  const as = (user: string, password = PASSWORD) => ({ credentials: [signedInAs(registry.host, user, password)] });
  before(async () => {
    const accounts: Readonly<Record<string, readonly string[]>> = { builder: ['pull', 'push'], reader: ['pull'] };
    service = await startTokenService({
      actionsOf: (user, password) =>
        user === undefined ? [] : password === PASSWORD ? (accounts[user] ?? []) : undefined,
    });
    registry = await startRegistry({ kind: 'token', realm: service.realm, key: service.key });
    await pushImage(new RegistryClient(options(as('builder'))), name(), sha, await newImage());
  });
  after(async () => {
    service.close();
    await registry.close();
  });

  test('an account that may pull finds the image, with one token for several questions', async () => {
    const images = createRegistryImages(options(as('reader')));
    const givenBefore = service.given.length;
    const ask = (tag: CommitSha) => images.find(imageRequest(`${name()}:{sha}`, tag));
    assert.ok(await ask(sha));
    assert.equal(await ask(newSha()), undefined);
    assert.equal(await ask(newSha()), undefined);
    assert.deepEqual(service.given.slice(givenBefore), ['reader repository:team/shop:pull']);
  });

  test('an account that may nothing, and nobody, are refused by the registry', async () => {
    await assert.rejects(find(name(), sha, as('stranger')), fails('Forbidden', /: 401 UNAUTHORIZED|: 401$/));
    await assert.rejects(find(name(), sha), fails('Forbidden', /: 401/));
  });

  test('a wrong password is refused by the token service', async () => {
    await assert.rejects(find(name(), sha, as('reader', 'wrong')), fails('Forbidden', /: 401 UNAUTHORIZED$/));
  });

  test('who may only pull does not push', async () => {
    const pushed = pushImage(new RegistryClient(options(as('reader'))), name(), newSha(), await newImage());
    await assert.rejects(pushed, fails('Forbidden', /: push of team\/shop: 401/));
  });
});
