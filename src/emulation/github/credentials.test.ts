import { strict as assert } from 'node:assert';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { identify } from './credentials.ts';
import { emptyState, type GitHubState } from './state.ts';
import { perform } from './perform.ts';
import { Refusal } from './refusal.ts';

const pair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
const keys = pair();
const others = pair();
const NOW = Date.UTC(2026, 0, 5);
const nowS = NOW / 1000;

const app = { slug: 'dm', owner: 'acme', publicKey: keys.publicKey, permissions: {}, events: [], webhook: null };
const state: GitHubState = [
  { kind: 'createUser', login: 'acme', token: 'ghp_acme' } as const,
  { kind: 'createApp', id: 77, ...app } as const,
].reduce((was, command) => perform(was, command, NOW).state, emptyState());

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function webToken(claims: object, alg = 'RS256', key = keys.privateKey): string {
  const text = `${part({ alg, typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
}
const good = { iat: nowS - 60, exp: nowS + 540, iss: '77' };

const cases: Record<string, { given: string | undefined; found: object | RegExp }> = {
  'no header': { given: undefined, found: { kind: 'anonymous' } },
  "a person's token": { given: 'token ghp_acme', found: { kind: 'user', login: 'acme' } },
  'a token of nobody': { given: 'Bearer ghp_none', found: /Bad credentials/ },
  'another scheme': { given: 'Basic YWNtZTpnaHA=', found: /Bad credentials/ },
  "the App's web token": { given: `bearer ${webToken(good)}`, found: { kind: 'app', appId: 77 } },
  'a web token with the App as a number': {
    given: `Bearer ${webToken({ ...good, iss: 77 })}`,
    found: { kind: 'app', appId: 77 },
  },
  'a web token that another key signed': {
    given: `Bearer ${webToken(good, 'RS256', others.privateKey)}`,
    found: /could not be decoded/,
  },
  'a web token without a signature': {
    given: `Bearer ${part({ alg: 'none' })}.${part(good)}.`,
    found: /could not be decoded/,
  },
  'a web token of another algorithm': { given: `Bearer ${webToken(good, 'HS256')}`, found: /could not be decoded/ },
  'a web token of another App': { given: `Bearer ${webToken({ ...good, iss: '5' })}`, found: /Integration not found/ },
  'a web token that has expired': { given: `Bearer ${webToken({ ...good, exp: nowS - 1 })}`, found: /Expiration time/ },
  'a web token for too long': {
    given: `Bearer ${webToken({ ...good, exp: nowS + 3600 })}`,
    found: /too far in the future/,
  },
};

for (const [sentence, { given, found }] of Object.entries(cases)) {
  test(`${sentence} is ${found instanceof RegExp ? 'refused' : 'understood'}`, () => {
    if (!(found instanceof RegExp)) return assert.deepEqual(identify(state, given, NOW), found);
    assert.throws(
      () => identify(state, given, NOW),
      (thrown) => thrown instanceof Refusal && found.test(thrown.words),
    );
  });
}
