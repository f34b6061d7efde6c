import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { matchRoute } from './match.ts';

const cases: Record<string, { given: string; template: string | undefined; path?: Record<string, string> }> = {
  'a branch with a slash, encoded': {
    given: '/branches/feature%2Fcart',
    template: '/branches/{branch}',
    path: { branch: 'feature/cart' },
  },
  'a branch with a slash, as it is': {
    given: '/branches/feature/cart',
    template: '/branches/{branch}',
    path: { branch: 'feature/cart' },
  },
  'a path of a file': { given: '/contents/a/b.txt', template: '/contents/{path}', path: { path: 'a/b.txt' } },
  'the status of a branch with a slash': {
    given: '/commits/feature/cart/status',
    template: '/commits/{ref}/status',
    path: { ref: 'feature/cart' },
  },
  'a commit': { given: '/commits/abc', template: '/commits/{ref}', path: { ref: 'abc' } },
  'something that is not well encoded': { given: '/commits/%zz', template: undefined },
  'something that is not played': { given: '/stargazers', template: undefined },
};

for (const [sentence, { given, template, path }] of Object.entries(cases)) {
  test(`${sentence} is ${template === undefined ? 'no route' : `a request to ${template}`}`, () => {
    const found = matchRoute('GET', `/repos/acme/shop${given}`);
    assert.equal(found?.template, template === undefined ? undefined : `GET /repos/{owner}/{repo}${template}`);
    if (path) assert.deepEqual({ ...found?.path }, { owner: 'acme', repo: 'shop', ...path });
  });
}
