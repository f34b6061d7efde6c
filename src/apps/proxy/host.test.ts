import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { routesUnder } from './host.ts';

const cases: Record<string, { host: string; name: string | undefined }> = {
  'the first label is the environment': { host: 'shop-pr-12.localhost', name: 'shop-pr-12' },
  'the port does not count': { host: 'shop-pr-12.localhost:4000', name: 'shop-pr-12' },
  'case does not count': { host: 'Shop-PR-12.LocalHost', name: 'shop-pr-12' },
  'the dot of the root does not count': { host: 'shop-pr-12.localhost.:4000', name: 'shop-pr-12' },
  'another domain is none of ours': { host: 'shop-pr-12.example.com', name: undefined },
  'a domain that only ends alike is none of ours': { host: 'shop-pr-12.evil-localhost', name: undefined },
  'the domain itself is no environment': { host: 'localhost:4000', name: undefined },
  'nothing before the dot is no environment': { host: '.localhost', name: undefined },
  'more than one label is no environment': { host: 'a.shop-pr-12.localhost', name: undefined },
  'an address is no environment': { host: '127.0.0.1:4000', name: undefined },
  'an IPv6 address is no environment': { host: '[::1]:4000', name: undefined },
  'what is no DNS label is no environment': { host: '../x.localhost', name: undefined },
  'a label longer than DNS allows is no environment': { host: `${'a'.repeat(64)}.localhost`, name: undefined },
};

for (const [sentence, { host, name }] of Object.entries(cases)) {
  test(sentence, () => assert.equal(routesUnder('localhost')(host), name));
}

test('the domain may have labels of its own', () => {
  assert.equal(routesUnder('previews.Example.net')('shop-pr-12.previews.example.net'), 'shop-pr-12');
});
