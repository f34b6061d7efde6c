import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { createJudge, type Exchange } from './judge.ts';

const judge = createJudge();
const repository = '/repos/{owner}/{repo}';
const refusal = { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' };

/** A request that GitHub understands, refused, so that only the request is in question. */
const asked = (method: string, template: string, more: Partial<Exchange> = {}): Exchange => ({
  method,
  template: `${repository}${template}`,
  path: { owner: 'acme', repo: 'shop', ...more.path },
  status: 404,
  responseBody: refusal,
  ...more,
});
const inPath = (path: Record<string, string>) => ({ path: { owner: 'acme', repo: 'shop', ...path } });
const status = { state: 'success', context: 'dungeonmaster/preview/shop', description: 'Deployment updated!' };
const onSha = inPath({ sha: 'a'.repeat(40) });
const deploymentStatus = '/deployments/{deployment_id}/statuses';
const onDeployment = inPath({ deployment_id: '5' });

const cases: Record<string, { given: Exchange; fault: RegExp | undefined }> = {
  'a well-formed request and refusal': {
    given: asked('POST', '/statuses/{sha}', { ...onSha, requestBody: status }),
    fault: undefined,
  },
  'a misspelt field of a request': {
    given: asked('POST', '/statuses/{sha}', { ...onSha, requestBody: { state: 'success', descripton: 'x' } }),
    fault: /request body: .*descripton/,
  },
  'a misspelt field where the body has alternatives': {
    given: asked('PATCH', '/check-runs/{check_run_id}', {
      ...inPath({ check_run_id: '5' }),
      requestBody: { status: 'completed', conclusion: 'success', detail_url: 'https://example.com' },
    }),
    fault: /request body: .*detail_url/,
  },
  'a description of 141 characters': {
    given: asked('POST', '/statuses/{sha}', { ...onSha, requestBody: { ...status, description: 'x'.repeat(141) } }),
    fault: /request body: \/description must NOT have more than 140 characters/,
  },
  'a description of 141 characters on a deployment status': {
    given: asked('POST', deploymentStatus, {
      ...onDeployment,
      requestBody: { state: 'success', description: 'x'.repeat(141) },
    }),
    fault: /request body: \/description/,
  },
  'a comment of 65,537 characters': {
    given: asked('POST', '/issues/{issue_number}/comments', {
      ...inPath({ issue_number: '5' }),
      requestBody: { body: 'x'.repeat(65_537) },
    }),
    fault: /request body: \/body/,
  },
  'a state that GitHub does not have': {
    given: asked('POST', deploymentStatus, { ...onDeployment, requestBody: { state: 'running' } }),
    fault: /request body: \/state/,
  },
  'a required field that is missing from a request': {
    given: asked('POST', '/deployments', { requestBody: { environment: 'preview' } }),
    fault: /request body: .*required property 'ref'/,
  },
  'a body that is missing': {
    given: asked('POST', '/deployments'),
    fault: /request body: is missing/,
  },
  'a body where GitHub wants none': {
    given: asked('DELETE', '/deployments/{deployment_id}', { ...onDeployment, requestBody: { force: true } }),
    fault: /request body: there is one/,
  },
  'a misspelt query parameter': {
    given: asked('GET', '/deployments', { query: { enviroment: 'preview' } }),
    fault: /query: .*enviroment/,
  },
  'a query parameter of the wrong kind': {
    given: asked('GET', '/deployments', { query: { per_page: 'all' } }),
    fault: /query: \/per_page must be integer/,
  },
  'a path parameter that is missing': {
    given: asked('GET', '/deployments/{deployment_id}'),
    fault: /path: .*deployment_id/,
  },
  'a route that GitHub does not have': {
    given: asked('GET', '/previews'),
    fault: /GitHub has no GET .*previews/,
  },
  'a misspelt field of an answer': {
    given: asked('PUT', '/pulls/{pull_number}/merge', {
      ...inPath({ pull_number: '5' }),
      status: 200,
      responseBody: { sha: 'a', merged: true, message: 'x', mesage: 'x' },
    }),
    fault: /answer: .*mesage/,
  },
  'a misspelt field deep in an answer': {
    given: asked('GET', '/rules/branches/{branch}', {
      ...inPath({ branch: 'main' }),
      status: 200,
      responseBody: [{ type: 'deletion', ruleset_source_tipe: 'Repository' }],
    }),
    fault: /answer: .*ruleset_source_tipe/,
  },
  'a required field that is missing from an answer': {
    given: asked('PUT', '/pulls/{pull_number}/merge', {
      ...inPath({ pull_number: '5' }),
      status: 200,
      responseBody: { sha: 'a', merged: true },
    }),
    fault: /answer: .*required property 'message'/,
  },
  'a success that GitHub does not answer': {
    given: asked('GET', '/deployments', { status: 206, responseBody: [] }),
    fault: /answer: GitHub does not answer 206/,
  },
  'an unknown field in a refusal that the description does not list': {
    given: asked('GET', '/deployments', { status: 403, responseBody: { ...refusal, reason: 'x' } }),
    fault: /answer: .*reason/,
  },
};

for (const [sentence, { given, fault }] of Object.entries(cases)) {
  test(`${fault ? 'the judge objects to' : 'the judge lets through'} ${sentence}`, () => {
    const messages = judge.exchange(given).map(({ message }) => message);
    if (!fault) return assert.deepEqual(messages, []);
    assert.ok(
      messages.some((message) => fault.test(message)),
      `expected ${fault} among ${JSON.stringify(messages)}`,
    );
  });
}

const ping = { zen: 'x', hook_id: 5 };

test('the judge objects to an unknown field of an event', () => {
  assert.deepEqual(judge.delivery('ping', ping), []);
  const [violation] = judge.delivery('ping', { ...ping, hookid: 5 });
  assert.match(violation?.message ?? 'nothing', /hookid/);
});

test('the judge objects to an event without a required field', () => {
  const [violation] = judge.delivery('pull_request', { action: 'opened', number: 5 });
  assert.match(violation?.message ?? 'nothing', /required property/);
});

test('the judge objects to an event that GitHub does not send', () => {
  const [violation] = judge.delivery('pull_request', { action: 'exploded' });
  assert.match(violation?.message ?? 'nothing', /GitHub sends no pull-request-exploded/);
});
