import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { LimitNews, Priority, RequestCost } from '#ports/github/budget.ts';
import { admit } from './admit.ts';
import { begin, emptyLedger, end, type Ledger } from './ledger.ts';
import { budgetLimits, HOUR_MS, MINUTE_MS } from './limits.ts';

const NOW = Date.UTC(2026, 0, 5, 9);
const S = 1_000;
const endpoint = '/repos/{owner}/{repo}/pulls';
const other = '/repos/{owner}/{repo}/statuses/{sha}';

type Step = (ledger: Ledger) => Ledger;
const ended =
  (
    times: number,
    cost: RequestCost,
    agoMs: number,
    at = cost === 'read' ? endpoint : other,
    news: LimitNews = {},
  ): Step =>
  (ledger) => {
    const sent = { cost, endpoint: at };
    let result = ledger;
    for (let time = 0; time < times; time += 1) result = end(begin(result, sent), sent, news, NOW - agoMs);
    return result;
  };
const underWay =
  (times: number, cost: RequestCost, at = endpoint): Step =>
  (ledger) =>
    Array.from({ length: times }).reduce((result: Ledger) => begin(result, { cost, endpoint: at }), ledger);
const told = (remaining: number, resetInMs: number, agoMs = 0): Step =>
  ended(1, 'read', agoMs, endpoint, { hour: { limit: 5_000, remaining, resetAt: NOW + resetInMs } });
const refused = (forMs: number, agoMs = 0): Step => ended(1, 'read', agoMs, endpoint, { refusedForMs: forMs });

const refusedNamelessly = (agoMs: number): Step =>
  ended(1, 'read', agoMs, endpoint, { refusedForMs: MINUTE_MS, isLeast: true });
const refusedContent = (forMs: number, agoMs: number): Step =>
  ended(1, 'content', agoMs, other, { refusedForMs: forMs });

interface Case {
  readonly given: readonly Step[];
  readonly asks: readonly [Priority, RequestCost];
  /** `now`, `afterAnother`, or why and in how many seconds. */
  readonly admitted: string;
}

const cases: Record<string, Case> = {
  'the first request goes': { given: [], asks: ['resync', 'read'], admitted: 'now' },
  'ten at once, and no more': { given: [underWay(10, 'read')], asks: ['verdict', 'content'], admitted: 'afterAnother' },
  'one write at a time': { given: [underWay(1, 'change')], asks: ['verdict', 'content'], admitted: 'afterAnother' },
  'a read goes beside a write': { given: [underWay(1, 'change')], asks: ['push', 'read'], admitted: 'now' },
  'a write goes beside reads': { given: [underWay(9, 'read')], asks: ['report', 'change'], admitted: 'now' },

  'the hour is used up: not before the reset': {
    given: [told(0, 600 * S)],
    asks: ['verdict', 'content'],
    admitted: 'HourUsedUp in 600',
  },
  'the last tenth of the hour is for verdicts': {
    given: [told(500, 600 * S)],
    asks: ['push', 'read'],
    admitted: 'HourUsedUp in 600',
  },
  'and a verdict has it': { given: [told(500, 600 * S)], asks: ['verdict', 'content'], admitted: 'now' },
  'three tenths of the hour are not for a resync': {
    given: [told(1_500, 600 * S)],
    asks: ['resync', 'read'],
    admitted: 'HourUsedUp in 600',
  },
  'what is under way counts': {
    given: [told(502, 600 * S), underWay(2, 'read', other)],
    asks: ['push', 'read'],
    admitted: 'afterAnother',
  },
  'after the reset the hour is full': { given: [told(0, -1 * S)], asks: ['resync', 'read'], admitted: 'now' },
  'what GitHub says wins over our count: another client was there': {
    given: [ended(10, 'read', 5 * S), told(0, 60 * S)],
    asks: ['push', 'read'],
    admitted: 'HourUsedUp in 60',
  },
  'an older answer that comes late does not fill the hour again': {
    given: [told(0, 60 * S), told(40, 60 * S)],
    asks: ['verdict', 'content'],
    admitted: 'HourUsedUp in 60',
  },
  'an answer of the hour before says nothing of this one': {
    given: [told(4_000, HOUR_MS), told(0, 0)],
    asks: ['push', 'read'],
    admitted: 'now',
  },
  'servers that name the reset a second apart mean the same hour': {
    given: [told(0, 60 * S), told(40, 61 * S)],
    asks: ['verdict', 'content'],
    admitted: 'HourUsedUp in 61',
  },

  'nine hundred points at one endpoint in a minute': {
    given: [ended(900, 'read', 20 * S)],
    asks: ['verdict', 'read'],
    admitted: 'TooFast in 40',
  },
  'another endpoint is not concerned': {
    given: [ended(900, 'read', 20 * S, other)],
    asks: ['push', 'read'],
    admitted: 'now',
  },
  'a resync leaves three tenths of them': {
    given: [ended(630, 'read', 20 * S)],
    asks: ['resync', 'read'],
    admitted: 'TooFast in 40',
  },
  'which a push may use': { given: [ended(630, 'read', 20 * S)], asks: ['push', 'read'], admitted: 'now' },
  'points of more than a minute ago are free': {
    given: [ended(900, 'read', MINUTE_MS)],
    asks: ['resync', 'read'],
    admitted: 'now',
  },

  'eighty content writes in a minute': {
    given: [ended(80, 'content', 50 * S)],
    asks: ['verdict', 'content'],
    admitted: 'TooFast in 10',
  },
  'an intermediate report leaves a tenth of them': {
    given: [ended(72, 'content', 50 * S)],
    asks: ['report', 'content'],
    admitted: 'TooFast in 10',
  },
  'which a verdict may use': { given: [ended(72, 'content', 50 * S)], asks: ['verdict', 'content'], admitted: 'now' },
  'an edit is no content': { given: [ended(80, 'content', 50 * S)], asks: ['report', 'change'], admitted: 'now' },
  'five hundred content writes in an hour': {
    given: [ended(500, 'content', 30 * MINUTE_MS)],
    asks: ['verdict', 'content'],
    admitted: 'TooFast in 1800',
  },

  'GitHub refused the forty-first in a minute, since others create too: for a while forty are the most': {
    given: [ended(40, 'content', 61 * S), refusedContent(20 * S, 61 * S), ended(40, 'content', 20 * S)],
    asks: ['verdict', 'content'],
    admitted: 'TooFast in 40',
  },
  'then eighty are tried again': {
    given: [ended(40, 'content', 301 * S), refusedContent(20 * S, 301 * S), ended(40, 'content', 20 * S)],
    asks: ['verdict', 'content'],
    admitted: 'now',
  },
  'however much others create, a quarter is tried': {
    given: [refusedContent(20 * S, 61 * S), ended(19, 'content', 20 * S)],
    asks: ['verdict', 'content'],
    admitted: 'now',
  },

  'GitHub refused: nothing goes before it said': {
    given: [refused(30 * S, 10 * S)],
    asks: ['verdict', 'content'],
    admitted: 'GitHubRefused in 20',
  },
  'then one request goes alone': {
    given: [refused(30 * S, 31 * S), underWay(1, 'read')],
    asks: ['verdict', 'content'],
    admitted: 'afterAnother',
  },
  'and when it was answered, all do': {
    given: [refused(30 * S, 31 * S), ended(1, 'read', 0), underWay(1, 'read')],
    asks: ['verdict', 'content'],
    admitted: 'now',
  },
  'where GitHub names no time, the second time in a row is twice as long': {
    given: [refusedNamelessly(200 * S), refusedNamelessly(20 * S)],
    asks: ['push', 'read'],
    admitted: 'GitHubRefused in 100',
  },
  'ten that were refused together are one time': {
    given: Array.from({ length: 10 }, () => refusedNamelessly(20 * S)),
    asks: ['push', 'read'],
    admitted: 'GitHubRefused in 40',
  },
  'an answer to what was sent before the refusal proves nothing': {
    given: [refused(30 * S, 40 * S), ended(1, 'read', 35 * S), underWay(1, 'read')],
    asks: ['push', 'read'],
    admitted: 'afterAnother',
  },
};

for (const [sentence, { given, asks, admitted }] of Object.entries(cases)) {
  test(sentence, () => {
    const ledger = given.reduce((result, step) => step(result), emptyLedger(budgetLimits));
    const [priority, cost] = asks;
    const admission = admit(ledger, { priority, cost, endpoint: cost === 'read' ? endpoint : other }, NOW);
    const found = admission.kind === 'at' ? `${admission.why} in ${(admission.at - NOW) / S}` : admission.kind;
    assert.equal(found, admitted);
  });
}
