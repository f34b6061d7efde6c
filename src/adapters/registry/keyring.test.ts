import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { entriesFor } from './keyring.ts';
import { parsePullSecret } from './pull-secret.ts';
import { addressOf } from './reference.ts';

/** Each key has a user of its own name, so that it shows which ones were taken. */
const keysFor = (name: string, keys: readonly string[]): readonly string[] => {
  const auths = Object.fromEntries(keys.map((key) => [key, { username: key, password: 'long enough' }]));
  const entries = parsePullSecret({ name: 'test/registry', dockerConfigJson: JSON.stringify({ auths }) });
  const address = addressOf(name);
  assert.ok(address);
  return entriesFor(address, entries).map(({ credential }) =>
    credential.kind === 'password' ? credential.username : '',
  );
};

/** As in kubernetes 1.37, pkg/credentialprovider/keyring_test.go. */
const cases: Record<string, { image: string; keys: readonly string[]; taken: readonly string[] }> = {
  'the same host': { image: 'foo.io/a', keys: ['foo.io'], taken: ['foo.io'] },
  'another host': { image: 'foo.io/a', keys: ['bar.io'], taken: [] },
  'a host that only begins the same': { image: 'foo.io.evil.example/a', keys: ['foo.io'], taken: [] },
  'a URL of the host': { image: 'foo.io/a', keys: ['https://foo.io'], taken: ['https://foo.io'] },
  'a URL of its API': { image: 'foo.io/a', keys: ['https://foo.io/v1/'], taken: ['https://foo.io/v1/'] },
  'a URL of its API without scheme': { image: 'foo.io/a', keys: ['foo.io/v2/'], taken: ['foo.io/v2/'] },
  'the same port': { image: 'foo.io:8080/a', keys: ['foo.io:8080'], taken: ['foo.io:8080'] },
  'another port': { image: 'foo.io:8080/a', keys: ['foo.io:9090'], taken: [] },
  'no port where the image has one': { image: 'foo.io:8080/a', keys: ['foo.io'], taken: [] },
  'a path above': { image: 'foo.io/team/a', keys: ['foo.io/team'], taken: ['foo.io/team'] },
  'a path below the API': {
    image: 'foo.io/team/a',
    keys: ['https://foo.io/v1/team'],
    taken: ['https://foo.io/v1/team'],
  },
  'another path': { image: 'foo.io/team/a', keys: ['foo.io/other'], taken: [] },
  'a star is one part': { image: 'a.foo.io/b', keys: ['*.foo.io'], taken: ['*.foo.io'] },
  'a star is not two parts': { image: 'a.b.foo.io/c', keys: ['*.foo.io'], taken: [] },
  'a star is not no part': { image: 'foo.io/c', keys: ['*.foo.io'], taken: [] },
  'two stars are two parts': { image: 'a.b.foo.io/c', keys: ['*.*.foo.io'], taken: ['*.*.foo.io'] },
  'a star within a part': {
    image: 'prefix-a-suffix.foo.io/b',
    keys: ['prefix*suffix.foo.io'],
    taken: ['prefix*suffix.foo.io'],
  },
  'two stars within a part': { image: 'a-b-c.foo.io/b', keys: ['a*b*c.foo.io'], taken: ['a*b*c.foo.io'] },
  'what is before and after a star does not share letters': {
    image: 'aba.foo.io/b',
    keys: ['ab*ba.foo.io'],
    taken: [],
  },
  'a star with a path': { image: 'a.foo.io/team/b', keys: ['*.foo.io/team'], taken: ['*.foo.io/team'] },
  'a star with a port': { image: 'a.foo.io:1/b', keys: ['*.foo.io:1', '*.foo.io:2'], taken: ['*.foo.io:1'] },
  'the longest path first, a star last': {
    image: 'a.foo.io/team/b',
    keys: ['*.foo.io', 'a.foo.io', 'a.foo.io/team'],
    taken: ['a.foo.io/team', 'a.foo.io', '*.foo.io'],
  },
  'Docker Hub as docker login keeps it': {
    image: 'acme/shop',
    keys: ['https://index.docker.io/v1/'],
    taken: ['https://index.docker.io/v1/'],
  },
  'Docker Hub by its name outranks that': {
    image: 'acme/shop',
    keys: ['docker.io', 'https://index.docker.io/v1/'],
    taken: ['docker.io'],
  },
  'Docker Hub is nobody else': { image: 'foo.io/a', keys: ['https://index.docker.io/v1/'], taken: [] },
};

for (const [sentence, { image, keys, taken }] of Object.entries(cases)) {
  test(`an entry of a pull secret: ${sentence}`, () => assert.deepEqual(keysFor(image, keys), taken));
}
