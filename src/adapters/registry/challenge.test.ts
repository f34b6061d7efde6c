import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { challengeOf } from './challenge.ts';

const realm = 'https://auth.docker.io/token';
const bearer = (more: object = {}) => ({ kind: 'bearer', realm, ...more });

const cases: Record<string, { header: string | null; challenge: object | undefined }> = {
  "Docker Hub's": {
    header: `Bearer realm="${realm}",service="registry.docker.io",scope="repository:acme/shop:pull"`,
    challenge: bearer({ service: 'registry.docker.io', scope: 'repository:acme/shop:pull' }),
  },
  'a comma within quotes parts nothing': {
    header: `Bearer realm="${realm}",scope="repository:acme/shop:pull,push"`,
    challenge: bearer({ scope: 'repository:acme/shop:pull,push' }),
  },
  "ECR's": {
    header: 'Basic realm="https://1.dkr.ecr.sa-east-1.amazonaws.com/",service="ecr.amazonaws.com"',
    challenge: { kind: 'basic' },
  },
  'the name of a scheme and of a parameter is written anyhow, with spaces anywhere': {
    header: `bEARER  Realm = "${realm}" ,  SERVICE=registry`,
    challenge: bearer({ service: 'registry' }),
  },
  'a quoted character is that character': {
    header: String.raw`Bearer realm="${realm}",service="a\"b\\c"`,
    challenge: bearer({ service: String.raw`a"b\c` }),
  },
  'of two, the one with a token': { header: `Basic realm="x", Bearer realm="${realm}"`, challenge: bearer() },
  'of two, the one that can be met': {
    header: 'Bearer realm="nowhere", Basic realm="x"',
    challenge: { kind: 'basic' },
  },
  'a scheme that we do not know is none': { header: 'Negotiate', challenge: undefined },
  'none is none': { header: null, challenge: undefined },
};

for (const [sentence, { header, challenge }] of Object.entries(cases)) {
  test(`a challenge: ${sentence}`, () => {
    const met = challengeOf(header);
    assert.deepEqual(met?.kind === 'bearer' ? { ...met, realm: met.realm.href } : met, challenge);
  });
}
