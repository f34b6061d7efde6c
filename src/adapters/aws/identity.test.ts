import { strict as assert } from 'node:assert';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { inspect } from 'node:util';
import { ImagesError } from '#ports/images.ts';
import { createAwsIdentity } from './identity.ts';

/** The SDK reads the environment of the process, so a test has to set it. */
const variables = Object.keys(process.env).filter((name) => name.startsWith('AWS_'));
const kept = Object.fromEntries(variables.map((name) => [name, process.env[name]]));
const clear = () => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
};
let directory = '';
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aws-'));
});
after(async () => {
  clear();
  Object.assign(process.env, kept);
  await rm(directory, { recursive: true, force: true });
});
afterEach(clear);

function environment(set: Readonly<Record<string, string>>): void {
  clear();
  const none = join(directory, 'none');
  const off = { AWS_CONFIG_FILE: none, AWS_SHARED_CREDENTIALS_FILE: none, AWS_EC2_METADATA_DISABLED: 'true' };
  Object.assign(process.env, off, set);
}

async function server(answer: (request: IncomingMessage) => { status?: number; body: string }) {
  const heard: IncomingMessage[] = [];
  const http = createServer((request, response) => {
    heard.push(request);
    request.resume().once('end', () => {
      const { status = 200, body } = answer(request);
      response.writeHead(status, { 'content-type': body.startsWith('<') ? 'text/xml' : 'application/json' }).end(body);
    });
  });
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve));
  const close = () => {
    http.closeAllConnections();
    http.close();
  };
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, heard, close };
}

test('keys in the environment are ours', async () => {
  environment({ AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' });
  const { accessKeyId, secretAccessKey, sessionToken } = await createAwsIdentity()();
  assert.deepEqual([accessKeyId, secretAccessKey, sessionToken], ['AKID', 'secret', 'session']);
});

test('EKS Pod Identity gives keys for the token in its file', async (context) => {
  const tokenFile = join(directory, 'pod-identity');
  await writeFile(tokenFile, 'pod-token');
  const body = { AccessKeyId: 'AKID', SecretAccessKey: 's', Token: 't', Expiration: '2099-01-01T00:00:00Z' };
  const { url, heard, close } = await server(() => ({ body: JSON.stringify(body) }));
  context.after(close);
  environment({
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/v1/credentials`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile,
  });
  assert.equal((await createAwsIdentity()()).accessKeyId, 'AKID');
  assert.equal(heard[0]?.headers.authorization, 'pod-token');
});

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
const assumed = `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult><Credentials>
    <AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
    <Expiration>2099-01-01T00:00:00Z</Expiration>
  </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;
const stsError = (code: string, words: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${words}</Message></Error></ErrorResponse>`;

async function withWebIdentity(url: string): Promise<void> {
  const tokenFile = join(directory, 'web-identity');
  await writeFile(tokenFile, 'wEb-iDeNtItY');
  environment({
    AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/dungeon-master',
    AWS_REGION: 'sa-east-1',
    AWS_ENDPOINT_URL_STS: url,
  });
}

test('IRSA exchanges the token in its file for keys of the role', async (context) => {
  const { url, close } = await server(() => ({ body: assumed }));
  context.after(close);
  await withWebIdentity(url);
  assert.equal((await createAwsIdentity()()).accessKeyId, 'ASIA');
});

const failures: Record<string, { status: number; word: string; code: string; says: RegExp }> = {
  'a trust policy that does not name us': {
    status: 403,
    word: 'AccessDenied',
    code: 'Forbidden',
    says: /: AccessDenied$/,
  },
  'a token of nobody': {
    status: 400,
    word: 'InvalidIdentityToken',
    code: 'Forbidden',
    says: /: InvalidIdentityToken$/,
  },
  'STS at its end': { status: 500, word: 'InternalFailure', code: 'Unavailable', says: /at the moment$/ },
};
for (const [what, { status, word, code, says }] of Object.entries(failures)) {
  test(`no keys, and none of what was sent in the error: ${what}`, async (context) => {
    const { url, close } = await server(() => ({ status, body: stsError(word, 'wEb-iDeNtItY') }));
    context.after(close);
    await withWebIdentity(url);
    await assert.rejects(createAwsIdentity()(), (error) => {
      assert.ok(error instanceof ImagesError, inspect(error));
      assert.equal(error.code, code);
      assert.match(error.message, says);
      assert.doesNotMatch(inspect(error, { depth: 20, showHidden: true }), /wEb-iDeNtItY/);
      return true;
    });
  });
}

test('without any role we say so', async () => {
  environment({});
  await assert.rejects(createAwsIdentity()(), (error) => {
    assert.ok(error instanceof ImagesError, inspect(error));
    assert.equal(error.code, 'Forbidden');
    assert.match(error.next ?? '', /IAM role/);
    return true;
  });
});
