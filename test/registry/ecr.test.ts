import { strict as assert } from 'node:assert';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { systemClock } from '#adapters/node/time.ts';
import { createEcrCredentials } from '#adapters/aws/ecr-credentials.ts';
import { ecrRegistryOf } from '#adapters/aws/ecr-registry.ts';
import type { AwsKeys } from '#adapters/aws/identity.ts';
import { RegistryClient } from '#adapters/registry/client.ts';
import type { CredentialSource } from '#adapters/registry/credentials.ts';
import { createRegistryImages } from '#adapters/registry/images.ts';
import { layerOf } from '#adapters/registry/oci-image.ts';
import { playedFetch } from '#adapters/registry/played.testing.ts';
import { pushImage } from '#adapters/registry/push.ts';
import { addressOf } from '#adapters/registry/reference.ts';
import { commitSha } from '#model/ids.ts';
import { ImagesError } from '#ports/images.ts';
import { imageRequest } from '#ports/images.testing.ts';
import { run } from '#dev/processes/run.ts';
import { elementOf, startMoto, type Moto } from './moto.testing.ts';
import { pythonWithMoto } from './python.testing.ts';
import { ECR_PASSWORD, startRegistry } from './registry.testing.ts';

const ACCOUNT = '123456789012';
const HOST = `${ACCOUNT}.dkr.ecr.sa-east-1.amazonaws.com`;
const judgeFile = fileURLToPath(new URL('python/judge.py', import.meta.url));

async function judged(...questions: readonly object[]): Promise<readonly unknown[]> {
  const answer = await run([await pythonWithMoto(), judgeFile], { input: JSON.stringify(questions) });
  return JSON.parse(answer) as readonly unknown[];
}

const addressFor = (host: string) => addressOf(`${host}/shop`) ?? assert.fail(host);

const ourRequest = async (host: string, keys: AwsKeys) => {
  const headers: Record<string, string> = {};
  const { fetch, heard } = playedFetch(() => ({ status: 500 }));
  const source = createEcrCredentials({
    clock: systemClock,
    identity: async () => keys,
    fetch: (input, init) => {
      for (const [name, value] of new Headers(init?.headers)) headers[name] = value;
      return fetch(input, init);
    },
  });
  await assert.rejects(source.credentialsFor(addressFor(host)), ImagesError);
  const [one = assert.fail()] = heard;
  return { ...one, headers };
};

describe('a request for a token, judged by botocore', () => {
  const bearers: Record<string, AwsKeys> = {
    'keys of a user': { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
    'keys of a role': { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'a/b+c', sessionToken: 'FwoGZXIvYXdzE//+=' },
  };
  for (const [whose, keys] of Object.entries(bearers)) {
    test(`its signature is botocore's: ${whose}`, async () => {
      const { url, body, headers } = await ourRequest(HOST, keys);
      const { accessKeyId, secretAccessKey, sessionToken } = keys;
      const [expected] = await judged({
        kind: 'signature',
        service: 'ecr',
        region: 'sa-east-1',
        url: url.href,
        body,
        headers,
        keys: [accessKeyId, secretAccessKey, sessionToken].filter((key) => key !== undefined),
      });
      assert.equal(headers['authorization'], expected);
      assert.equal(headers['x-amz-security-token'], sessionToken);
    });
  }

  test("it is what the service's own description makes of it", async () => {
    const { method, url, body, headers } = await ourRequest(HOST, bearers['keys of a user'] ?? assert.fail());
    const [expected] = await judged({ kind: 'request', region: 'sa-east-1' });
    assert.deepEqual(
      {
        method,
        path: url.pathname,
        body,
        headers: { 'x-amz-target': headers['x-amz-target'], 'content-type': headers['content-type'] },
        service: 'ecr',
      },
      expected,
    );
  });

  test('it goes where botocore sends it, in every partition that we know', async () => {
    const regions = ['us-east-1', 'sa-east-1', 'ap-southeast-4', 'us-gov-west-1', 'cn-north-1', 'eusc-de-east-1'];
    const suffixes: Record<string, string> = { 'cn-north-1': 'amazonaws.com.cn', 'eusc-de-east-1': 'amazonaws.eu' };
    const plain = regions.map((region) => ({
      host: `${ACCOUNT}.dkr.ecr.${region}.${suffixes[region] ?? 'amazonaws.com'}`,
      question: { kind: 'endpoint', region, fips: false, dualStack: false },
    }));
    const fips = ['us-east-1', 'us-west-2', 'us-gov-east-1'].map((region) => ({
      host: `${ACCOUNT}.dkr.ecr-fips.${region}.amazonaws.com`,
      question: { kind: 'endpoint', region, fips: true, dualStack: false },
    }));
    const dual = ['us-east-1', 'sa-east-1'].map((region) => ({
      host: `${ACCOUNT}.dkr-ecr.${region}.on.aws`,
      question: { kind: 'endpoint', region, fips: false, dualStack: true },
    }));
    const all = [...plain, ...fips, ...dual];
    const expected = await judged(...all.map(({ question }) => question));
    assert.deepEqual(
      all.map(({ host }) => ecrRegistryOf(host)?.api.origin),
      expected,
    );
  });
});

describe('AWS as moto plays it, with signatures and policies checked', () => {
  let moto: Moto;
  const keys: Record<string, AwsKeys> = {};
  before(async () => {
    moto = await startMoto();
    const newUser = async (name: string) => {
      await moto.query('iam', { Action: 'CreateUser', UserName: name });
      const xml = await moto.query('iam', { Action: 'CreateAccessKey', UserName: name });
      keys[name] = { accessKeyId: elementOf(xml, 'AccessKeyId'), secretAccessKey: elementOf(xml, 'SecretAccessKey') };
    };
    await newUser('reader');
    await newUser('stranger');
    const statement = { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' };
    await moto.query('iam', {
      Action: 'PutUserPolicy',
      UserName: 'reader',
      PolicyName: 'read',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    });
    await moto.checkSignatures();
  });
  after(() => moto.close());

  const credentialsOf = (identity: AwsKeys | undefined, through = globalThis.fetch): CredentialSource =>
    createEcrCredentials({
      fetch: through,
      clock: systemClock,
      identity: async () => identity ?? assert.fail('no such user'),
      endpoint: moto.url,
    });

  test('a user who may gets the token', async () => {
    assert.deepEqual(await credentialsOf(keys['reader']).credentialsFor(addressFor(HOST)), [
      { kind: 'password', username: 'AWS', password: ECR_PASSWORD },
    ]);
  });

  /** moto says why in XML, where ECR does it in JSON. */
  const refusals: Record<string, { identity: () => AwsKeys | undefined; why: RegExp }> = {
    'a user who may not': { identity: () => keys['stranger'], why: /AccessDenied/ },
    'a wrong secret': {
      identity: () => keys['reader'] && { ...keys['reader'], secretAccessKey: 'a wrong secret' },
      why: /SignatureDoesNotMatch/,
    },
    'a key of nobody': {
      identity: () => ({ accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey: 'a secret of nobody' }),
      why: /InvalidClientTokenId/,
    },
  };
  for (const [who, { identity, why }] of Object.entries(refusals)) {
    test(`refused: ${who}`, async () => {
      let said = '';
      const listening: typeof fetch = async (input, init) => {
        const answer = await fetch(input, init);
        said = await answer.clone().text();
        return answer;
      };
      await assert.rejects(credentialsOf(identity(), listening).credentialsFor(addressFor(HOST)), (error) => {
        assert.ok(error instanceof ImagesError, inspect(error));
        assert.equal(error.code, 'Forbidden');
        assert.match(error.message, /GetAuthorizationToken: 403$/);
        const secret = identity()?.secretAccessKey ?? assert.fail();
        assert.ok(!inspect(error, { depth: 20, showHidden: true }).includes(secret));
        return true;
      });
      assert.match(said, why);
    });
  }

  /** The registry behind ECR's name is a real one, whose only password is the one that moto gives. */
  test('an image in ECR is found with our role, and without a pull secret', async (context) => {
    const registry = await startRegistry({ kind: 'basic', user: 'AWS', password: ECR_PASSWORD });
    context.after(() => registry.close());
    const throughLoopback: typeof fetch = (input, init) => {
      const url = new URL(new Request(input).url);
      return url.host === HOST
        ? fetch(`http://${registry.host}${url.pathname}${url.search}`, init)
        : fetch(input, init);
    };
    const options = { fetch: throughLoopback, clock: systemClock, credentials: [credentialsOf(keys['reader'])] };
    const sha = commitSha.parse('0123456789abcdef0123456789abcdef01234567');
    const layer = await layerOf([{ kind: 'file', path: 'web', executable: true, content: Buffer.from('x') }]);
    const image = { layers: [layer], config: { architecture: 'amd64' as const } };
    const loopback: CredentialSource = {
      credentialsFor: () => options.credentials[0]?.credentialsFor(addressFor(HOST)) ?? assert.fail(),
    };
    const pusher = new RegistryClient({ ...options, credentials: [loopback] });
    const digest = await pushImage(pusher, `${registry.host}/shop`, sha, image);
    const found = await createRegistryImages(options).find(imageRequest(`${HOST}/shop:{sha}`, sha));
    assert.deepEqual(found, { name: `${HOST}/shop`, digest });
  });
});
