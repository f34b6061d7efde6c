import { strict as assert } from 'node:assert';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { until } from '#adapters/local/real-time.testing.ts';
import { commitSha } from '#model/ids.ts';
import { ImagesError, type Images } from '#ports/images.ts';
import { imagesContract } from '#ports/images.contract.ts';
import { imageRequest } from '#ports/images.testing.ts';
import type { CredentialSource } from './credentials.ts';
import { createRegistryImages, type RegistryImagesOptions } from './images.ts';
import {
  DIGEST,
  found,
  MANIFEST,
  manifestHeaders,
  notFound,
  playedFetch,
  type Play,
  type Played,
} from './played.testing.ts';
import { createPullSecretCredentials } from './pull-secret-credentials.ts';

const sha = commitSha.parse('0123456789abcdef0123456789abcdef01234567');
const TEMPLATE = 'registry.acme.com/shop:{sha}';
const find = (images: Images, image: string | undefined = TEMPLATE, commit = sha) =>
  images.find(imageRequest(image === '' ? undefined : image, commit));

/** One account in one pull secret. */
const signedInAs = (username: string, password: string, host = 'registry.acme.com'): CredentialSource =>
  createPullSecretCredentials(async () => [
    { name: 'shop/registry', dockerConfigJson: JSON.stringify({ auths: { [host]: { username, password } } }) },
  ]);

function played(play: Play, more: Partial<RegistryImagesOptions> = {}) {
  const { fetch, heard } = playedFetch(play);
  let now = Date.parse('2026-01-01T00:00:00Z');
  return {
    heard,
    pass: (ms: number) => void (now += ms),
    images: createRegistryImages({ fetch, clock: { now: () => now }, credentials: [], ...more }),
  };
}

const fails = (code: string, says: RegExp, next?: RegExp) => (error: unknown) => {
  assert.ok(error instanceof ImagesError, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, says);
  if (next) assert.match(error.next ?? '', next);
  return true;
};

imagesContract('a played registry', async () => {
  const there = new Set<string>();
  let down = false;
  let commits = 0;
  const { images } = played(({ method, url }) => {
    if (down) throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) });
    const [, tag = ''] = /^\/v2\/shop\/manifests\/(.+)$/.exec(url.pathname) ?? [];
    if (!there.has(tag)) return notFound;
    return {
      ...found,
      headers: { ...manifestHeaders, 'docker-content-digest': `sha256:${tag.padEnd(64, '0')}` },
      body: method,
    };
  });
  return {
    images,
    template: TEMPLATE,
    newCommit: async () => {
      const commit = commitSha.parse((commits += 1).toString(16).padStart(40, '0'));
      return { sha: commit, publish: async () => void there.add(commit) };
    },
    breakDown: async () => void (down = true),
  };
});

const answers: Record<
  string,
  { play: Play; digest?: string | undefined; code?: string; says?: RegExp; next?: RegExp }
> = {
  'the digest is the one that the registry names': { play: () => found, digest: DIGEST },
  'an index of several platforms is an image': {
    play: () => ({
      headers: { ...manifestHeaders, 'content-type': 'application/vnd.oci.image.index.v1+json; charset=utf-8' },
    }),
    digest: DIGEST,
  },
  'a registry that names no digest is asked for the manifest itself': {
    play: () => ({ headers: { 'content-type': manifestHeaders['content-type'] }, body: MANIFEST }),
    digest: DIGEST,
  },
  'a digest that is none is not believed': {
    play: () => ({ headers: { ...manifestHeaders, 'docker-content-digest': 'sha256:../x' }, body: MANIFEST }),
    digest: DIGEST,
  },
  'a registry that takes no HEAD is asked by GET': {
    play: ({ method }) => (method === 'HEAD' ? { status: 405 } : found),
    digest: DIGEST,
  },
  'a tag that is not there is no image': { play: () => notFound, digest: undefined },
  'a repository that is not there is no image': {
    play: () => ({ status: 404, body: '{"errors":[{"code":"NAME_UNKNOWN"}]}' }),
    digest: undefined,
  },
  'a tag that goes between HEAD and GET is no image': {
    play: ({ method }) => (method === 'HEAD' ? { headers: { 'content-type': 'x/y' } } : notFound),
    digest: undefined,
  },
  'a page that somebody else sends is no image': {
    play: () => ({ headers: { 'content-type': 'text/html' }, body: '<h1>Sign in</h1>' }),
    code: 'Unavailable',
    says: /something that is no image/,
  },
  'a manifest with another digest than it names is no image': {
    play: ({ method }) => (method === 'HEAD' ? { status: 405 } : { headers: manifestHeaders, body: '{}' }),
    code: 'Unavailable',
    says: /does not have the digest/,
  },
  'an answer without end is none': {
    play: ({ method }) => (method === 'HEAD' ? { status: 405 } : { body: 'x'.repeat(5_000_000) }),
    code: 'Unavailable',
    says: /longer than 4194304 bytes/,
  },
  'a refusal without challenge is one, and says what to do': {
    play: () => ({ status: 403, body: '{"errors":[{"code":"DENIED","message":"ask Bob"}]}' }),
    code: 'Forbidden',
    says: /^registry\.acme\.com: pull of shop: 403$/,
    next: /^name a pull secret for registry\.acme\.com, or make shop public$/,
  },
  'a server that is at the end is unavailable': {
    play: () => ({ status: 503, body: '<html>' }),
    code: 'Unavailable',
    says: /: 503$/,
  },
  'what makes no sense is unavailable': { play: () => ({ status: 400 }), code: 'Unavailable', says: /: 400$/ },
  'too many questions are answered later': {
    play: () => ({ status: 429, headers: { 'retry-after': '30' } }),
    code: 'Unavailable',
    says: /: 429: it wants no question before 2026-01-01T00:00:30Z$/,
  },
  'a connection that fails is named by its code': {
    play: () => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ENOTFOUND' }) });
    },
    code: 'Unavailable',
    says: /^registry\.acme\.com: no answer: ENOTFOUND$/,
  },
};

for (const [sentence, { play, digest, code, says = /./, next }] of Object.entries(answers)) {
  test(sentence, async () => {
    const { images } = played(play);
    if (code !== undefined) return assert.rejects(find(images), fails(code, says, next));
    assert.equal((await find(images))?.digest, digest);
  });
}

test('manifests and indexes are asked for, in the words of OCI and of Docker', async () => {
  const { images, heard } = played(() => found);
  await find(images);
  assert.deepEqual(
    heard.map(({ method, url }) => `${method} ${url.href}`),
    [`HEAD https://registry.acme.com/v2/shop/manifests/${sha}`],
  );
  for (const type of [
    'oci.image.index.v1',
    'oci.image.manifest.v1',
    'docker.distribution.manifest.list.v2',
    'docker.distribution.manifest.v2',
  ]) {
    assert.ok(heard[0]?.accept?.includes(`application/vnd.${type}+json`), type);
  }
});

const invalid: Record<string, { image: string; says: RegExp }> = {
  'a file that names no image': { image: '', says: /names no image/ },
  'a name that is none': { image: 'shop:5000:{sha}', says: /^shop:5000 is not the name/ },
};
for (const [sentence, { image, says }] of Object.entries(invalid)) {
  test(`nobody is asked for ${sentence}`, async () => {
    const { images, heard } = played(() => found);
    await assert.rejects(find(images, image), fails('Invalid', says, /dungeonmaster\.yaml/));
    assert.equal(heard.length, 0);
  });
}

/** A registry with a token service, both played; tokens are numbered and end after a minute. */
function withTokens({
  accepts = () => true,
  refuses = () => false,
}: { accepts?: (user: string) => boolean; refuses?: (token: string) => boolean } = {}) {
  let tokens = 0;
  const challenge = 'Bearer realm="https://auth.acme.com/token",service="registry",scope="repository:shop:pull"';
  return (heard: { url: URL; authorization: string | undefined }): Played => {
    if (heard.url.host === 'auth.acme.com') {
      const user = Buffer.from((heard.authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
      return accepts(user)
        ? { body: JSON.stringify({ token: `token-${(tokens += 1)}`, expires_in: 60 }) }
        : { status: 401 };
    }
    const token = /^Bearer (.+)$/.exec(heard.authorization ?? '')?.[1];
    return token === undefined || refuses(token) ? { status: 401, headers: { 'www-authenticate': challenge } } : found;
  };
}

const other = (last: number) => commitSha.parse(sha.slice(0, -1) + last.toString(16));

test('a token is got anonymously where there is no pull secret, for what the registry asks for', async () => {
  const { images, heard } = played(withTokens());
  assert.equal((await find(images))?.digest, DIGEST);
  const asked = heard.find(({ url }) => url.host === 'auth.acme.com');
  assert.equal(asked?.authorization, undefined);
  assert.equal(asked?.url.search, '?service=registry&scope=repository%3Ashop%3Apull');
});

test('a token is used until shortly before it ends, and the registry is not made to ask again', async () => {
  const { images, heard, pass } = played(withTokens());
  const questions = async (commit: number) => {
    const before = heard.length;
    await find(images, TEMPLATE, other(commit));
    return heard.slice(before).map(({ url, authorization }) => `${url.host} ${authorization ?? 'nothing'}`);
  };
  assert.deepEqual(await questions(1), [
    'registry.acme.com nothing',
    'auth.acme.com nothing',
    'registry.acme.com Bearer token-1',
  ]);
  pass(40_000);
  assert.deepEqual(await questions(2), ['registry.acme.com Bearer token-1']);
  pass(10_000);
  assert.deepEqual(await questions(3), ['auth.acme.com nothing', 'registry.acme.com Bearer token-2']);
});

test('a token that the registry takes no longer is replaced at once', async () => {
  const refused = new Set<string>();
  const { images, heard } = played(withTokens({ refuses: (token) => refused.has(token) }));
  await find(images, TEMPLATE, other(1));
  refused.add('token-1');
  assert.equal((await find(images, TEMPLATE, other(2)))?.digest, DIGEST);
  assert.equal(heard.at(-1)?.authorization, 'Bearer token-2');
});

test('a registry that takes no token at all refuses us, after two questions', async () => {
  const { images, heard } = played(withTokens({ refuses: () => true }));
  await assert.rejects(find(images), fails('Forbidden', /: 401$/, /name a pull secret/));
  assert.equal(heard.length, 3);
});

test('the password goes to the token service, the token to the registry', async () => {
  const { images, heard } = played(withTokens({ accepts: (user) => user === 'ada:secret' }), {
    credentials: [signedInAs('ada', 'secret')],
  });
  assert.equal((await find(images))?.digest, DIGEST);
  const basic = `Basic ${Buffer.from('ada:secret').toString('base64')}`;
  assert.deepEqual(
    heard.map(({ url, authorization }) => [url.host, authorization]),
    [
      ['registry.acme.com', undefined],
      ['auth.acme.com', basic],
      ['registry.acme.com', 'Bearer token-1'],
    ],
  );
});

test('a password that the token service refuses is the pull secret’s fault', async () => {
  const { images } = played(withTokens({ accepts: () => false }), { credentials: [signedInAs('ada', 'secret')] });
  await assert.rejects(find(images), fails('Forbidden', /: 401$/, /^let the account in the pull secret pull shop/));
});

test('an identity token is exchanged for a token by POST', async () => {
  const dockerConfigJson = JSON.stringify({ auths: { 'registry.acme.com': { identitytoken: 'refresh me' } } });
  const { images, heard } = played(withTokens(), {
    credentials: [createPullSecretCredentials(async () => [{ name: 'shop/registry', dockerConfigJson }])],
  });
  assert.equal((await find(images))?.digest, DIGEST);
  const asked = heard.find(({ url }) => url.host === 'auth.acme.com');
  assert.equal(asked?.method, 'POST');
  assert.deepEqual(Object.fromEntries(new URLSearchParams(asked?.body)), {
    grant_type: 'refresh_token',
    client_id: 'dungeon-master',
    refresh_token: 'refresh me',
    service: 'registry',
    scope: 'repository:shop:pull',
  });
});

const badTokens: Record<string, Played> = {
  nothing: { body: '{}' },
  'no JSON': { body: 'token' },
  'a token that would make two headers of one': { body: JSON.stringify({ token: 'a\r\nX-Admin: yes' }) },
};
for (const [what, body] of Object.entries(badTokens)) {
  test(`a token service that gives ${what} is unavailable`, async () => {
    const tokens = withTokens();
    const { images } = played((heard) => (heard.url.host === 'auth.acme.com' ? body : tokens(heard)));
    await assert.rejects(
      find(images),
      fails('Unavailable', /^auth\.acme\.com: no answer: what it sent holds no token$/),
    );
  });
}

test('no password goes to a token service that is not https', async () => {
  const { images, heard } = played(
    () => ({ status: 401, headers: { 'www-authenticate': 'Bearer realm="http://127.0.0.1:8001/token"' } }),
    { credentials: [signedInAs('ada', 'secret')] },
  );
  await assert.rejects(find(images), fails('Unavailable', /its token service is not https/));
  assert.equal(heard.length, 1);
});

test('a password goes in a Basic header only to who asks for one', async () => {
  const basic = `Basic ${Buffer.from('ada:secret').toString('base64')}`;
  const { images, heard } = played(
    ({ authorization }) =>
      authorization === basic ? found : { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } },
    { credentials: [signedInAs('ada', 'secret')] },
  );
  await find(images, TEMPLATE, other(1));
  await find(images, TEMPLATE, other(2));
  assert.deepEqual(
    heard.map(({ authorization }) => authorization),
    [undefined, basic, basic],
  );
});

test('a wrong password is sent once', async () => {
  const { images, heard } = played(() => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }), {
    credentials: [signedInAs('ada', 'wrong')],
  });
  await assert.rejects(find(images), fails('Forbidden', /: 401$/));
  await assert.rejects(find(images), fails('Forbidden', /: 401$/));
  assert.equal(heard.length, 3, 'the second time the challenge is known');
});

test('each credential that fits is tried, as the kubelet does', async () => {
  const right = `Basic ${Buffer.from('ada:right').toString('base64')}`;
  const { images } = played(
    ({ authorization }) =>
      authorization === right ? found : { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } },
    { credentials: [signedInAs('ada', 'wrong'), signedInAs('ada', 'right')] },
  );
  assert.equal((await find(images))?.digest, DIGEST);
});

test('a pull secret is read each time: a rotated one counts at once', async () => {
  let password = 'old';
  const accepted = `Basic ${Buffer.from('ada:new').toString('base64')}`;
  const { images } = played(
    ({ authorization }) =>
      authorization === accepted ? found : { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } },
    { credentials: [{ credentialsFor: (address) => signedInAs('ada', password).credentialsFor(address) }] },
  );
  await assert.rejects(find(images), fails('Forbidden', /401/));
  password = 'new';
  assert.equal((await find(images))?.digest, DIGEST);
});

test('pull secrets that cannot be read at the moment make no refusal', async () => {
  const { images } = played(() => found, {
    credentials: [createPullSecretCredentials(() => Promise.reject(new Error('etcd is away')))],
  });
  await assert.rejects(find(images), fails('Unavailable', /^the pull secrets cannot be read$/));
});

/** A registry that wants a password, takes no HEAD, and says that its manifests are elsewhere. */
const redirectsTo =
  (location: string): Play =>
  ({ method, url, authorization }) => {
    const isFirst = url.pathname.startsWith('/v2/');
    if (isFirst && authorization === undefined) {
      return { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };
    }
    if (isFirst) return { status: 307, headers: { location } };
    return method === 'HEAD' ? { status: 405 } : found;
  };

const redirects: Record<string, { location: string; says?: RegExp; hosts: readonly string[] }> = {
  'within the host keeps our credentials': {
    location: '/elsewhere',
    hosts: ['registry.acme.com Basic', 'registry.acme.com Basic'],
  },
  'to another host is followed without them': {
    location: 'https://storage.acme.com/blob?signature=1',
    hosts: ['registry.acme.com Basic', 'storage.acme.com nothing'],
  },
  'to plain HTTP is not followed': {
    location: 'http://registry.acme.com/elsewhere',
    says: /redirects to an address that is not https/,
    hosts: ['registry.acme.com Basic'],
  },
  'to loopback is not followed': {
    location: 'http://127.0.0.1:10250/pods',
    says: /redirects to an address that is not https/,
    hosts: ['registry.acme.com Basic'],
  },
};
for (const [sentence, { location, says, hosts }] of Object.entries(redirects)) {
  test(`a redirect ${sentence}`, async () => {
    const play = redirectsTo(location);
    const { images, heard } = played(play, { credentials: [signedInAs('ada', 'secret')] });
    if (says) await assert.rejects(find(images), fails('Unavailable', says));
    else assert.equal((await find(images))?.digest, DIGEST);
    const gets = heard.filter(({ method }) => method === 'GET');
    assert.deepEqual(
      gets.map(({ url, authorization }) => `${url.host} ${authorization?.split(' ')[0] ?? 'nothing'}`),
      hosts,
    );
  });
}

test('a redirect without end is no answer', async () => {
  const { images, heard } = played(({ url }) => ({ status: 302, headers: { location: `${url.pathname}x` } }));
  await assert.rejects(find(images), fails('Unavailable', /redirects more than 3 times/));
  assert.equal(heard.length, 5);
});

const schemes: Record<string, { image: string; url: RegExp; insecureRegistries?: readonly string[] }> = {
  'loopback is spoken to in plain HTTP': {
    image: '127.0.0.1:5000/shop:{sha}',
    url: /^http:\/\/127\.0\.0\.1:5000\/v2\/shop\//,
  },
  'so is localhost': { image: 'localhost:5000/shop:{sha}', url: /^http:\/\/localhost:5000\// },
  'so is what the configuration names': {
    image: 'registry.test:5000/shop:{sha}',
    insecureRegistries: ['registry.test:5000'],
    url: /^http:\/\/registry\.test:5000\//,
  },
  'another port of that host is not': {
    image: 'registry.test/shop:{sha}',
    insecureRegistries: ['registry.test:5000'],
    url: /^https:\/\/registry\.test\//,
  },
  'a host that only looks like loopback is not': { image: '127.0.0.1.evil.example/shop:{sha}', url: /^https:/ },
  'Docker Hub has a host of its own': {
    image: 'shop:{sha}',
    url: /^https:\/\/registry-1\.docker\.io\/v2\/library\/shop\//,
  },
};
for (const [sentence, { image, url, insecureRegistries = [] }] of Object.entries(schemes)) {
  test(sentence, async () => {
    const { images, heard } = played(() => found, { insecureRegistries });
    await find(images, image);
    assert.match(heard[0]?.url.href ?? '', url);
  });
}

test('what was found is not asked for again within five seconds, and then it is: tags can move', async () => {
  const { images, heard, pass } = played(() => found);
  await find(images);
  pass(4_999);
  await find(images);
  assert.equal(heard.length, 1);
  pass(1);
  await find(images);
  assert.equal(heard.length, 2);
});

test('what was not found is asked for each time', async () => {
  const { images, heard } = played(() => notFound);
  await find(images);
  await find(images);
  assert.equal(heard.length, 2);
});

test('a registry that wants to be left alone is left alone, and others are not', async () => {
  const { images, heard, pass } = played(({ url }) =>
    url.host === 'registry.acme.com' && heard.length < 2 ? { status: 429, headers: { 'retry-after': '30' } } : found,
  );
  await assert.rejects(find(images), fails('Unavailable', /429/));
  pass(29_999);
  await assert.rejects(find(images), fails('Unavailable', /wants no question before 2026-01-01T00:00:30Z/));
  assert.equal(heard.length, 1);
  assert.ok(await find(images, 'ghcr.io/acme/shop:{sha}'));
  pass(1);
  assert.ok(await find(images));
});

test('who asks for the same meanwhile gets the same answer, and the registry one question', async () => {
  const { images, heard } = played(() => notFound);
  await Promise.all(Array.from({ length: 50 }, () => find(images)));
  assert.equal(heard.length, 1);
});

test('one registry gets so many questions at a time; another does not wait for it', async () => {
  let open = 0;
  let most = 0;
  const goOn = Promise.withResolvers<void>();
  const { images, heard } = played(
    async ({ url }) => {
      if (url.host === 'ghcr.io') return found;
      most = Math.max(most, (open += 1));
      await goOn.promise;
      open -= 1;
      return found;
    },
    { concurrency: 3 },
  );
  const all = Array.from({ length: 12 }, (_, index) => find(images, TEMPLATE, other(index)));
  assert.ok(await find(images, 'ghcr.io/acme/shop:{sha}'));
  await until('three questions are open', () => heard.length === 4);
  goOn.resolve();
  assert.equal((await Promise.all(all)).length, 12);
  assert.equal(most, 3);
});

test('who waits for a turn that does not come is told so in time, and the place is free again', async () => {
  const goOn = Promise.withResolvers<Played>();
  const { images } = played(() => goOn.promise, { concurrency: 1, deadlineMs: 100, timeoutMs: 60_000 });
  const late = (commit: number) =>
    assert.rejects(find(images, TEMPLATE, other(commit)), fails('Unavailable', /no answer/));
  await Promise.all([late(1), late(2)]);
  goOn.resolve(found);
  assert.ok(await find(images, TEMPLATE, other(3)));
});

async function realServer(context: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}/shop:{sha}`;
}

const overSockets = (timeoutMs: number) =>
  createRegistryImages({ fetch: globalThis.fetch, clock: { now: () => Date.now() }, credentials: [], timeoutMs });

const broken: Record<string, { times: number; found: boolean }> = {
  'once is asked again': { times: 1, found: true },
  'again and again is unavailable': { times: 9, found: false },
};
for (const [sentence, { times, found: isFound }] of Object.entries(broken)) {
  test(`a real server that ends the connection ${sentence}`, async (context) => {
    let asked = 0;
    const image = await realServer(context, (_, response) => {
      if ((asked += 1) <= times) return void response.socket?.destroy();
      response.writeHead(200, manifestHeaders).end();
    });
    const finding = find(overSockets(5_000), image);
    if (isFound) assert.equal((await finding)?.digest, DIGEST);
    else await assert.rejects(finding, fails('Unavailable', /no answer: (UND_ERR_SOCKET|ECONNRESET)$/));
    assert.equal(asked, 2);
  });
}

const silent: Record<string, (write: (text: string) => void) => void> = {
  'says nothing': () => undefined,
  'stops within its answer': (write) =>
    write(
      'HTTP/1.1 200 OK\r\ncontent-type: application/vnd.oci.image.manifest.v1+json\r\ncontent-length: 100\r\n\r\n{',
    ),
};
for (const [what, speak] of Object.entries(silent)) {
  test(`a real server that ${what} is waited for no longer than allowed`, async (context) => {
    const image = await realServer(context, (_, response) => speak((text) => void response.socket?.write(text)));
    await assert.rejects(find(overSockets(150), image), fails('Unavailable', /it takes too long$/));
  });
}
