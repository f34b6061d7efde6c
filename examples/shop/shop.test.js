import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { frontPage, priceTag } from './shop.js';

const catalogue = JSON.parse(readFileSync(new URL('catalogue.json', import.meta.url), 'utf8'));

test('the front page greets, and shows every item with its price', () => {
  const page = frontPage(catalogue);
  assert.ok(page.includes(catalogue.greeting));
  for (const { name, price } of catalogue.items) {
    assert.ok(page.includes(`<td>${name}</td><td>${priceTag(price)}</td>`), name);
  }
});

test('every item has a name, and a price in whole gold pieces', () => {
  for (const { name, price } of catalogue.items) {
    assert.match(name, /\S/);
    assert.ok(Number.isInteger(price) && price > 0, `${name} costs ${price}`);
  }
});

test('one is a piece, more are pieces', () => {
  assert.equal(priceTag(1), '1 gold piece');
  assert.equal(priceTag(30), '30 gold pieces');
});

test('names are text, not HTML', () => {
  const page = frontPage({ greeting: 'Hello', items: [{ name: '<b>Sword</b>', price: 9 }] });
  assert.ok(page.includes('&lt;b&gt;Sword&lt;/b&gt;'));
});
