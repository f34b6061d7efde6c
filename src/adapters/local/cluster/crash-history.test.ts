import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { afterExit, noCrashes } from './crash-history.ts';

const SECOND = 1000;
const MINUTE = 60_000;

/** What each of a row of runs is followed by: the pause in seconds, or `again` for a start at once. */
const cases: Record<string, { ranMs: readonly number[]; followedBy: readonly (number | 'again')[] }> = {
  'the first quick exit is followed by a start at once': { ranMs: [SECOND], followedBy: ['again'] },
  'the second is a crash loop': { ranMs: [SECOND, SECOND], followedBy: ['again', 10] },
  'ten seconds are not quick any more': { ranMs: [10 * SECOND, 10 * SECOND], followedBy: ['again', 'again'] },
  'pauses double up to five minutes': {
    ranMs: Array<number>(8).fill(0),
    followedBy: ['again', 10, 20, 40, 80, 160, 300, 300],
  },
  'an exit after a minute in a crash loop is still one': {
    ranMs: [0, 0, MINUTE],
    followedBy: ['again', 10, 20],
  },
  'ten minutes of running make up for all': {
    ranMs: [0, 0, 10 * MINUTE, 0],
    followedBy: ['again', 10, 'again', 'again'],
  },
};

for (const [sentence, { ranMs, followedBy }] of Object.entries(cases)) {
  test(sentence, () => {
    let history = noCrashes;
    const found = ranMs.map((ran) => {
      const after = afterExit(history, ran);
      history = after.history;
      return after.crashLoop ? after.pauseMs / SECOND : 'again';
    });
    assert.deepEqual(found, followedBy);
  });
}
