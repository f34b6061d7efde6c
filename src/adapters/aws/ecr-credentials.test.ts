import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { addressOf, type RepositoryAddress } from '#adapters/registry/reference.ts';
import { playedFetch, type Play, type Played } from '#adapters/registry/played.testing.ts';
import { ImagesError } from '#ports/images.ts';
import { createEcrCredentials, type EcrCredentialsOptions } from './ecr-credentials.ts';

const HOUR_MS = 3_600_000;
const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'sEcReT-aCcEsS-kEy', sessionToken: 'sEsSiOn-tOkEn' };

function at(host: string): RepositoryAddress {
  const address = addressOf(`${host}/shop`);
  assert.ok(address);
  return address;
}
const saoPaulo = at('123456789012.dkr.ecr.sa-east-1.amazonaws.com');
const otherAccount = at('210987654321.dkr.ecr.sa-east-1.amazonaws.com');
const oregon = at('123456789012.dkr.ecr.us-west-2.amazonaws.com');

/** ECR played: its tokens are numbered, each lives for twelve hours. */
function ecr(play?: Play, more: Partial<EcrCredentialsOptions> = {}) {
  let now = Date.parse('2026-01-01T00:00:00Z');
  let tokens = 0;
  const token = (): Played => {
    const authorizationToken = Buffer.from(`AWS:password-${(tokens += 1)}`).toString('base64');
    const expiresAt = now / 1000 + 12 * 3600;
    return { body: JSON.stringify({ authorizationData: [{ authorizationToken, expiresAt, proxyEndpoint: 'x' }] }) };
  };
  let answer: Play = play ?? token;
  const { fetch, heard } = playedFetch((one) => answer(one));
  const source = createEcrCredentials({ fetch, clock: { now: () => now }, identity: async () => keys, ...more });
  const passwordFor = async (address = saoPaulo) => {
    const [credential] = await source.credentialsFor(address);
    return credential?.kind === 'password' ? `${credential.username}:${credential.password}` : undefined;
  };
  return {
    source,
    heard,
    passwordFor,
    pass: (ms: number) => void (now += ms),
    answers: (next: Play | undefined) => void (answer = next ?? token),
  };
}

const down: Play = () => ({ status: 503 });
const fails = (code: string, says: RegExp) => (error: unknown) => {
  assert.ok(error instanceof ImagesError, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, says);
  const said = inspect(error, { depth: 20, showHidden: true });
  assert.doesNotMatch(said, /sEcReT|sEsSiOn|AKIDEXAMPLE|cEVjUmVU|c0VzU2lPbi/);
  return true;
};

test('the token is asked for in the region of the registry, in the words of the API', async () => {
  const { passwordFor, heard } = ecr();
  assert.equal(await passwordFor(), 'AWS:password-1');
  const [{ method, url, body, authorization = '' } = assert.fail()] = heard;
  assert.deepEqual([method, url.href, body], ['POST', 'https://api.ecr.sa-east-1.amazonaws.com/', '{}']);
  assert.match(authorization, /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20260101\/sa-east-1\/ecr\/aws4_request, /);
});

test('other registries get nothing of ours, and AWS is not asked', async () => {
  const { source, heard } = ecr();
  for (const host of ['ghcr.io', 'public.ecr.aws', '123456789012.dkr.ecr.sa-east-1.amazonaws.com.evil.example']) {
    assert.deepEqual(await source.credentialsFor(at(host)), []);
  }
  assert.equal(heard.length, 0);
});

test('one token is for every account of a region; another region has its own', async () => {
  const { passwordFor, heard } = ecr();
  assert.equal(await passwordFor(saoPaulo), await passwordFor(otherAccount));
  assert.equal(await passwordFor(oregon), 'AWS:password-2');
  assert.equal(heard.length, 2);
});

test('many who ask at one moment make one call', async () => {
  const { passwordFor, heard } = ecr();
  const all = await Promise.all(Array.from({ length: 20 }, () => passwordFor()));
  assert.deepEqual([...new Set(all)], ['AWS:password-1']);
  assert.equal(heard.length, 1);
});

test('a token is renewed after half of its twelve hours', async () => {
  const { passwordFor, pass } = ecr();
  await passwordFor();
  pass(6 * HOUR_MS - 1);
  assert.equal(await passwordFor(), 'AWS:password-1');
  pass(1);
  assert.equal(await passwordFor(), 'AWS:password-2');
});

test('while AWS is away the token is used to its end, and AWS is asked once a minute', async () => {
  const { passwordFor, pass, answers, heard } = ecr();
  await passwordFor();
  answers(down);
  pass(7 * HOUR_MS);
  assert.equal(await passwordFor(), 'AWS:password-1');
  assert.equal(await passwordFor(), 'AWS:password-1');
  assert.equal(heard.length, 2);
  pass(60_000);
  assert.equal(await passwordFor(), 'AWS:password-1');
  assert.equal(heard.length, 3);
  answers(undefined);
  pass(60_000);
  assert.equal(await passwordFor(), 'AWS:password-2');
  answers(down);
  pass(13 * HOUR_MS);
  await assert.rejects(passwordFor(), fails('Unavailable', /503/));
});

test('a token that the registry refuses is replaced, though not more than once a minute', async () => {
  const { source, passwordFor, pass, heard } = ecr();
  await passwordFor();
  source.refused?.(saoPaulo);
  assert.equal(await passwordFor(), 'AWS:password-1');
  pass(60_000);
  source.refused?.(saoPaulo);
  assert.equal(await passwordFor(), 'AWS:password-2');
  assert.equal(heard.length, 2);
});

const awsError =
  (type: string, status = 400): Play =>
  () => ({
    status,
    body: JSON.stringify({ __type: type, message: `${keys.secretAccessKey} ${keys.sessionToken}` }),
  });
const failures: Record<string, { play: Play; code: string; says: RegExp }> = {
  'a role without the right': {
    play: awsError('AccessDeniedException'),
    code: 'Forbidden',
    says: /^api\.ecr\.sa-east-1\.amazonaws\.com: GetAuthorizationToken: 400 AccessDeniedException$/,
  },
  'a type with its namespace': {
    play: awsError('com.amazon.coral.service#UnrecognizedClientException'),
    code: 'Forbidden',
    says: /400 UnrecognizedClientException$/,
  },
  'a clock that is wrong': { play: awsError('InvalidSignatureException', 403), code: 'Forbidden', says: /403 Invalid/ },
  'too many calls': { play: awsError('ThrottlingException'), code: 'Unavailable', says: /: 400$/ },
  'a server at the end': { play: awsError('ServerException', 500), code: 'Unavailable', says: /: 500$/ },
  'a type that repeats ours': { play: awsError(keys.secretAccessKey), code: 'Unavailable', says: /: 400$/ },
  'no JSON': { play: () => ({ body: keys.sessionToken }), code: 'Unavailable', says: /holds no token$/ },
  'no token': { play: () => ({ body: '{"authorizationData":[]}' }), code: 'Unavailable', says: /holds no token$/ },
  'a token without user': {
    play: () => ({ body: '{"authorizationData":[{"authorizationToken":"eHl6","expiresAt":1}]}' }),
    code: 'Unavailable',
    says: /holds no token$/,
  },
};
for (const [what, { play, code, says }] of Object.entries(failures)) {
  test(`ECR gives no token: ${what}`, () => assert.rejects(ecr(play).passwordFor(), fails(code, says)));
}

test('a role that does not come in time is not waited for', async () => {
  const { passwordFor, heard } = ecr(undefined, { timeoutMs: 50, identity: () => new Promise(() => undefined) });
  await assert.rejects(passwordFor(), fails('Unavailable', /our role cannot be assumed in time/));
  assert.equal(heard.length, 0);
});

test('a token that is over already, by our clock, is used and not kept', async () => {
  const authorizationToken = Buffer.from('AWS:password').toString('base64');
  const body = JSON.stringify({ authorizationData: [{ authorizationToken, expiresAt: 1 }] });
  const { passwordFor, heard } = ecr(() => ({ body }));
  assert.deepEqual([await passwordFor(), await passwordFor()], ['AWS:password', 'AWS:password']);
  assert.equal(heard.length, 2);
});

test('whoever is refused is told which rights are missing', () => {
  const { source } = ecr();
  assert.match(source.adviceFor?.(saoPaulo) ?? '', /ecr:BatchGetImage and ecr:GetDownloadUrlForLayer on shop/);
  assert.equal(source.adviceFor?.(at('ghcr.io')), undefined);
});
