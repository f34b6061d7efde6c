import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { ImagesError } from '#ports/images.ts';
import { parsePullSecret } from './pull-secret.ts';
import { pullSecretFor } from './restricted.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const secret = (auths: object) => ({ name: 'shop/registry', dockerConfigJson: JSON.stringify({ auths }) });
const password = (username: string, value: string) => ({ kind: 'password', username, password: value });

const read: Record<string, { entry: object; credential: object | undefined }> = {
  'a user and a password': {
    entry: { username: 'ada', password: 'p:w' },
    credential: password('ada', 'p:w'),
  },
  'auth is both, parted by the first colon': { entry: { auth: base64('ada:p:w') }, credential: password('ada', 'p:w') },
  'auth without padding': {
    entry: { auth: base64('ada:pw12').replace(/=+$/, '') },
    credential: password('ada', 'pw12'),
  },
  'auth outranks the fields': {
    entry: { auth: base64('ada:new'), username: 'ada', password: 'old' },
    credential: password('ada', 'new'),
  },
  'an identity token outranks an empty password': {
    entry: { auth: base64('ada:'), identitytoken: 'refresh' },
    credential: { kind: 'identityToken', token: 'refresh' },
  },
  'letters outside ASCII': { entry: { auth: base64('ada:pässwört') }, credential: password('ada', 'pässwört') },
  'an entry whose credentials are kept elsewhere is none': { entry: {}, credential: undefined },
};

for (const [sentence, { entry, credential }] of Object.entries(read)) {
  test(`a pull secret: ${sentence}`, () => {
    const entries = parsePullSecret(secret({ 'ghcr.io': entry }));
    assert.deepEqual(entries.at(0)?.credential, credential);
  });
}

test('a pull secret without entries has none', () => {
  assert.deepEqual(parsePullSecret({ name: 'shop/registry', dockerConfigJson: '{}' }), []);
});

const broken: Record<string, { dockerConfigJson: string; says: RegExp }> = {
  'is no JSON': { dockerConfigJson: '{"auths": hunter2-and-more', says: /not the JSON/ },
  'is of another kind': { dockerConfigJson: '{"auths": "hunter2-and-more"}', says: /not the JSON/ },
  'has an auth that is no base64': {
    dockerConfigJson: '{"auths": {"ghcr.io": {"auth": "ada:hunter2-and-more"}}}',
    says: /"auth" of ghcr\.io/,
  },
  'has an auth without user': {
    dockerConfigJson: JSON.stringify({ auths: { 'ghcr.io': { auth: base64('hunter2-and-more') } } }),
    says: /"auth" of ghcr\.io/,
  },
};

for (const [sentence, { dockerConfigJson, says }] of Object.entries(broken)) {
  test(`a pull secret that ${sentence} is named, with what to do, and not quoted`, () => {
    assert.throws(
      () => parsePullSecret({ name: 'shop/registry', dockerConfigJson }),
      (error) => {
        assert.ok(error instanceof ImagesError);
        assert.equal(error.code, 'Forbidden');
        assert.match(error.message, /^pull secret shop\/registry cannot be used/);
        assert.match(error.message, says);
        assert.match(error.next ?? '', /kubectl create secret docker-registry registry /);
        assert.doesNotMatch(inspect(error, { depth: 9 }), /hunter2|aHVudGVyM/);
        return true;
      },
    );
  });
}

const everything = secret({
  'https://index.docker.io/v1/': { auth: base64('hub:hub-password') },
  'registry.acme.com': { auth: base64('all:all-password') },
  'registry.acme.com/shop': { username: 'shop', password: 'shop-password' },
  '*.acme.com': { auth: base64('glob:glob-password') },
  'quay.io': { identitytoken: 'refresh-token' },
});

const restricted: Record<string, { name: string; auths: object | undefined }> = {
  'holds what fits the image, under its host, and nothing else': {
    name: 'registry.acme.com/basket',
    auths: { 'registry.acme.com': { auth: base64('all:all-password') } },
  },
  'keeps entries of longer paths apart': {
    name: 'registry.acme.com/shop',
    auths: {
      'registry.acme.com/shop': { auth: base64('shop:shop-password') },
      'registry.acme.com': { auth: base64('all:all-password') },
    },
  },
  'opens one host where a star opened many': {
    name: 'other.acme.com/shop',
    auths: { 'other.acme.com': { auth: base64('glob:glob-password') } },
  },
  'names Docker Hub as the kubelet looks it up': {
    name: 'acme/shop',
    auths: { 'https://index.docker.io/v1/': { auth: base64('hub:hub-password') } },
  },
  'passes an identity token on': { name: 'quay.io/a', auths: { 'quay.io': { identitytoken: 'refresh-token' } } },
  'is not made where nothing fits': { name: 'ghcr.io/acme/shop', auths: undefined },
};

for (const [sentence, { name, auths }] of Object.entries(restricted)) {
  test(`a pull secret for a namespace ${sentence}`, () => {
    const made = pullSecretFor(name, [everything]);
    assert.deepEqual(made && JSON.parse(made), auths && { auths });
  });
}

test('a pull secret for a namespace can be read back and gives the same credentials', () => {
  const made = pullSecretFor('registry.acme.com/shop', [everything]) ?? '';
  const again = pullSecretFor('registry.acme.com/shop', [{ name: 'copy', dockerConfigJson: made }]);
  assert.equal(again, made);
});
