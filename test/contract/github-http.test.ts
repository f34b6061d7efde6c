import { strict as assert } from 'node:assert';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { AnswerMemory } from '#adapters/github/answer-memory.ts';
import { createGitHub } from '#adapters/github/github.ts';
import { createOctokitRequest } from '#adapters/github/octokit-request.ts';
import { systemClock, systemTimers } from '#adapters/node/time.ts';
import { serveOnNode } from '#adapters/node/http-server.ts';
import type { Trees } from '#emulation/github/ports.ts';
import type { SeenExchange } from '#emulation/github/api.ts';
import { createGitHubServer } from '#emulation/github/server.ts';
import { githubContract } from '#ports/github/github.contract.ts';
import { silentLog } from '#ports/log.ts';
import { createJudge, type Violation } from '#test/judge/judge.ts';
import { emulatedWorld } from './emulated-world.testing.ts';
import { fileGit } from './file-git.testing.ts';

const judge = createJudge();
const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});

/** What a judge says of an exchange; a request that was refused as invalid may well have been so. */
function violationsOf({ template, pathParameters: path, ...exchange }: SeenExchange): readonly Violation[] {
  assert.ok(template, `no route was meant by ${exchange.method} ${exchange.path}`);
  const { method, query, requestBody, status, responseBody } = exchange;
  const [, pathTemplate = ''] = template.split(' ');
  const json: unknown = responseBody === undefined ? undefined : JSON.parse(JSON.stringify(responseBody));
  return judge
    .exchange({ method, template: pathTemplate, path, query, requestBody, status, responseBody: json })
    .filter(({ where }) => !(where === 'request body' && status === 422));
}

githubContract('the adapter, octokit and the emulation over HTTP', async () => {
  const violations: Violation[] = [];
  let trees: Trees | undefined;
  const server = await createGitHubServer({
    origin: { api: 'https://api.github.com', html: 'https://github.com' },
    clock: systemClock,
    git: fileGit(() => trees),
    post: async () => 202,
    store: { load: async () => undefined, save: () => undefined, flush: async () => undefined },
    log: silentLog,
    limits: { perHour: 1e6, pointsPerMinute: 1e6, contentPerMinute: 1e6, contentPerHour: 1e6 },
    secret: () => randomBytes(20).toString('hex'),
    onExchange: (exchange) => violations.push(...violationsOf(exchange)),
  });
  const emulated = emulatedWorld(server.host, () => systemClock.now(), { publicKey });
  trees = emulated.trees;

  const fetch = (request: Request) => server.fetch(request);
  const shell = await serveOnNode({ fetch, hostname: '127.0.0.1', port: 0, timers: systemTimers, graceMs: 1_000 });
  const { appId, installationId, world } = emulated;
  const request = createOctokitRequest({ baseUrl: shell.url, appId, privateKey, installationId, timeoutMs: 10_000 });
  const github = createGitHub({ request, memory: new AnswerMemory(), clock: systemClock, appId });
  return {
    github,
    world,
    async close() {
      await shell.close();
      assert.deepEqual(violations, []);
    },
  };
});
