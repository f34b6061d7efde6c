import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { includes, parseCidr } from './cidr.ts';

for (const text of [
  '0.0.0.0/0',
  '10.0.0.0/8',
  '192.0.2.1/32',
  '::/0',
  '2001:db8::/32',
  'fd00:ec2::254/128',
  '::1/128',
]) {
  test(`${text} is a block`, () => assert.ok(parseCidr(text)));
}

const wrong: Record<string, string> = {
  'a host': '10.0.0.1',
  'a name': 'db.example.com/32',
  'a prefix that is too long': '10.0.0.0/33',
  'a number over 255': '10.0.0.256/32',
  'too few numbers': '10.0.0/8',
  'a leading zero': '010.0.0.0/8',
  'bits below the prefix': '10.0.0.1/8',
  'two gaps': '2001::db8::/32',
  'too many groups': '1:2:3:4:5:6:7:8:9/128',
  'a gap where nothing is missing': '1:2:3:4:5:6:7::8/128',
  'an address in another form': '::ffff:10.0.0.1/128',
};

for (const [sentence, text] of Object.entries(wrong)) {
  test(`${sentence} is no block: ${text}`, () => assert.equal(parseCidr(text), undefined));
}

const blocks: readonly (readonly [string, string, boolean])[] = [
  ['0.0.0.0/0', '169.254.0.0/16', true],
  ['169.254.0.0/16', '169.254.0.0/16', true],
  ['169.254.169.254/32', '169.254.0.0/16', false],
  ['10.0.0.0/8', '169.254.0.0/16', false],
  ['::/0', 'fe80::/10', true],
  ['::/0', '169.254.0.0/16', false],
];

for (const [outer, inner, is] of blocks) {
  test(`${outer} ${is ? 'includes' : 'does not include'} ${inner}`, () => {
    const [whole, part] = [parseCidr(outer), parseCidr(inner)];
    assert.ok(whole && part);
    assert.equal(includes(whole, part), is);
  });
}
