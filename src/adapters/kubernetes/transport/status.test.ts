import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { ObjectsErrorCode } from '#ports/objects/errors.ts';
import { errorOf } from './status.ts';

const request = { method: 'GET', path: '/a' };
const named = { details: { name: 'web', kind: 'pods' } };
const tooLarge = {
  details: { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }] },
};

/** Answers as an API server gives them, and what they mean to us. */
const answers: Record<string, { status: number; body?: object | string; code: ObjectsErrorCode }> = {
  'a redirection': { status: 302, code: 'Unavailable' },
  'a bad request': { status: 400, body: { reason: 'BadRequest' }, code: 'Invalid' },
  'a token that is not accepted': { status: 401, body: { reason: 'Unauthorized' }, code: 'Forbidden' },
  'a right that is missing': { status: 403, body: { reason: 'Forbidden', ...named }, code: 'Forbidden' },
  'an object that is missing': { status: 404, body: { reason: 'NotFound', ...named }, code: 'NotFound' },
  'a kind that is not served': { status: 404, body: '404 page not found\n', code: 'Invalid' },
  'a kind that is not served, told as a Status': {
    status: 404,
    body: { reason: 'NotFound', details: {} },
    code: 'Invalid',
  },
  'a verb that is not served': { status: 405, body: { reason: 'MethodNotAllowed' }, code: 'Invalid' },
  'a request that came too slowly': { status: 408, code: 'Unavailable' },
  'an object that is there already': { status: 409, body: { reason: 'AlreadyExists', ...named }, code: 'Conflict' },
  'another version than expected': { status: 409, body: { reason: 'Conflict', ...named }, code: 'Conflict' },
  'a version that is forgotten': { status: 410, body: { reason: 'Expired' }, code: 'Expired' },
  'a content type that is not taken': { status: 415, body: { reason: 'UnsupportedMediaType' }, code: 'Invalid' },
  'an object against its schema': { status: 422, body: { reason: 'Invalid', ...named }, code: 'Invalid' },
  'too many requests': { status: 429, body: { reason: 'TooManyRequests' }, code: 'Unavailable' },
  'a server that fails': { status: 500, body: { reason: 'InternalError' }, code: 'Unavailable' },
  'a gateway that reaches nobody': { status: 502, body: '<html>Bad Gateway</html>', code: 'Unavailable' },
  'a server that starts or ends': { status: 503, body: { reason: 'ServiceUnavailable' }, code: 'Unavailable' },
  'etcd that is slow': { status: 504, body: { reason: 'Timeout' }, code: 'Unavailable' },
  'a version that the server has not seen yet': {
    status: 504,
    body: { reason: 'Timeout', ...tooLarge },
    code: 'Expired',
  },
  'a Status of another shape': { status: 409, body: { message: 7, details: 'none' }, code: 'Conflict' },
  'nothing at all': { status: 500, code: 'Unavailable' },
};
for (const [sentence, { status, body = '', code }] of Object.entries(answers)) {
  test(`${sentence} (${status}) is ${code}`, () => {
    const error = errorOf(request, status, typeof body === 'string' ? body : JSON.stringify(body));
    assert.equal(error.code, code);
    assert.equal(error.source, code === 'Invalid' ? 'user' : 'system');
  });
}

const messages: Record<string, { body: string; message: string }> = {
  'its own words': { body: '{"message":"no such pod"}', message: 'GET /a: 500: no such pod' },
  'its text where it is no Status': { body: ' bad gateway\n', message: 'GET /a: 500: bad gateway' },
  'that it gave none': { body: '', message: 'GET /a: 500: no reason given' },
  'the beginning of long ones': { body: 'x'.repeat(1_000), message: `GET /a: 500: ${'x'.repeat(499)}…` },
};
for (const [sentence, { body, message }] of Object.entries(messages)) {
  test(`an error says ${sentence}`, () => assert.equal(errorOf(request, 500, body).message, message));
}

test('an error of rights says what to do', () => {
  assert.match(errorOf(request, 401, '').next ?? '', /sign in/);
  assert.match(errorOf(request, 403, '').next ?? '', /right/);
});
