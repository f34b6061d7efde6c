import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { commitSha } from '#model/ids.ts';
import { imageRequest } from '#ports/images.testing.ts';
import { createRegistryImages } from './images.ts';
import { playedFetch, type Heard, type Play } from './played.testing.ts';
import { createPullSecretCredentials } from './pull-secret-credentials.ts';

/** Short ones, too: nothing is found by its length. */
const secrets = { password: 'pw-7f3a', token: 'tok-91bc-91bc', identity: 'idt-55d0-55d0' };
const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');
const forms = [
  ...Object.values(secrets),
  ...Object.values(secrets).map(base64),
  base64(`ada:${secrets.password}`),
  ...Object.values(secrets).map(encodeURIComponent),
];

/** Says everything back that it heard, wherever an answer has room for it. */
const echo = ({ authorization, body }: Heard) => `${authorization} ${body} ${Object.values(secrets).join(' ')}`;
const bearer = { 'www-authenticate': 'Bearer realm="https://auth.acme.com/token",service="s"' };
const json = (words: string) =>
  JSON.stringify({ errors: [{ code: words, message: words, detail: words }], error: words });

const failures: Record<string, Play> = {
  'refuses, and repeats what it heard': (heard) => ({ status: 403, body: json(echo(heard)) }),
  'refuses after a challenge': (heard) => ({
    status: 401,
    headers: { 'www-authenticate': 'Basic realm="x"' },
    body: json(echo(heard)),
  }),
  'is broken, and repeats what it heard': (heard) => ({ status: 500, body: json(echo(heard)) }),
  'repeats it in a header': (heard) => ({
    status: 429,
    headers: { 'retry-after': '30', 'x-why': echo(heard) },
    body: echo(heard),
  }),
  'sends it as its digest': (heard) => ({ headers: { 'docker-content-digest': echo(heard) }, body: echo(heard) }),
  'has a token service that refuses': (heard) =>
    heard.url.host === 'auth.acme.com' ? { status: 400, body: json(echo(heard)) } : { status: 401, headers: bearer },
  'has a token service that gives a broken token': (heard) =>
    heard.url.host === 'auth.acme.com'
      ? { body: JSON.stringify({ token: `${secrets.token}\r\nx: y` }) }
      : { status: 401, headers: bearer },
  'refuses the token that its service gave': (heard) =>
    heard.url.host === 'auth.acme.com'
      ? { body: JSON.stringify({ token: secrets.token }) }
      : { status: 401, headers: bearer, body: json(echo(heard)) },
  'breaks the connection with words of its own': (heard) => {
    if (heard.authorization === undefined && heard.body === '') return { status: 401, headers: bearer };
    const cause = Object.assign(new Error(echo(heard)), { code: `E ${echo(heard)}`, headers: heard.authorization });
    throw new TypeError(echo(heard), { cause });
  },
};

const credentials = {
  'a password': { username: 'ada', password: secrets.password },
  'an identity token': { identitytoken: secrets.identity },
};

/** Everything that is said of an error anywhere: its stack, its causes, hidden properties. */
const everythingOf = (thrown: unknown) =>
  `${String(thrown)} ${JSON.stringify(thrown)} ${inspect(thrown, { depth: 20, showHidden: true, maxStringLength: null })}`;

for (const [kind, entry] of Object.entries(credentials)) {
  for (const [what, play] of Object.entries(failures)) {
    test(`no secret is in what is thrown: ${kind}, and a registry that ${what}`, async () => {
      const { fetch, heard } = playedFetch(play);
      const images = createRegistryImages({
        fetch,
        clock: { now: () => 0 },
        credentials: [
          createPullSecretCredentials(async () => [
            { name: 'shop/registry', dockerConfigJson: JSON.stringify({ auths: { 'registry.acme.com': entry } }) },
          ]),
        ],
      });
      const thrown = await images
        .find(imageRequest('registry.acme.com/shop:{sha}', commitSha.parse('0'.repeat(40))))
        .then(
          () => assert.fail('it must fail'),
          (error: unknown) => error,
        );
      const said = everythingOf(thrown);
      assert.ok(heard.length > 0);
      assert.deepEqual(
        forms.filter((form) => said.includes(form)),
        [],
      );
    });
  }
}

test('what this looks for would be found', () => {
  const error = new Error('x', { cause: { headers: [`Basic ${base64(`ada:${secrets.password}`)}==`] } });
  assert.ok(forms.some((form) => everythingOf(error).includes(form)));
});
