import { strict as assert } from 'node:assert';
import { describe, test } from 'node:test';
import { commit, Play, sha } from '#emulation/github/github.testing.ts';
import { emptyState } from '#emulation/github/state.ts';
import { happenings, type Happening } from './happenings.ts';

/** A shop with main at `a`, a pull request from `cart` at `b`, whose check has begun. */
function shop(): Play {
  const play = new Play();
  play.push('main', commit('a'));
  play.push('cart', commit('b', 'a'));
  play.open('cart');
  play.act({ kind: 'startCheck', repository: play.id, sha: sha('b'), name: 'test' });
  return play;
}

const pullRequest = (what: string, digit: string, title = 'cart', number = 1, branch = 'cart') => ({
  event: 'pullRequest',
  repository: 'shop',
  number,
  branch,
  what,
  sha: sha(digit),
  title,
});
const push = (digit: string, title = `commit ${digit}`) => ({
  event: 'push',
  repository: 'shop',
  branch: 'main',
  sha: sha(digit),
  title,
});
const check = (state: string, title: string, lines: readonly string[] = [], digit = 'b') => ({
  event: 'check',
  repository: 'shop',
  name: 'test',
  sha: sha(digit),
  ...(digit === 'b' && { pullRequest: 1 }),
  state,
  title,
  lines,
});
const end = (play: Play, conclusion: 'success' | 'failure', summary: string) => {
  const output = { title: `npm test ${conclusion}`, summary };
  play.act({ kind: 'completeCheck', repository: play.id, sha: sha('b'), name: 'test', conclusion, output });
};
const say = (play: Play, context: string, targetUrl?: string) => {
  const said = { context, state: 'success', description: 'it runs', targetUrl } as const;
  play.act({
    kind: 'createStatus',
    repository: play.id,
    sha: sha('b'),
    ...said,
    creator: { login: 'ana', appId: null },
  });
};
const status = (context: string, url?: string) => ({
  event: 'status',
  repository: 'shop',
  context,
  sha: sha('b'),
  pullRequest: 1,
  state: 'success',
  description: 'it runs',
  url,
});
const numbered = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}`);

const cases: Record<string, { acts: (play: Play) => void; happened: readonly object[] }> = {
  'a push to the default branch': { acts: (play) => play.push('main', commit('c', 'a')), happened: [push('c')] },
  'a commit of many lines is called by the first': {
    acts: (play) => play.push('main', { ...commit('c', 'a'), message: 'sell shoes\n\nand socks' }),
    happened: [push('c', 'sell shoes')],
  },
  'a branch that is no pull request is not told': { acts: (play) => play.push('idle', commit('c', 'a')), happened: [] },
  'a pull request that was opened': {
    acts: (play) => {
      play.push('shoes', commit('c', 'a'));
      play.open('shoes');
    },
    happened: [pullRequest('opened', 'c', 'shoes', 2, 'shoes')],
  },
  'a push to a pull request has the title of its commit': {
    acts: (play) => play.push('cart', commit('c', 'b')),
    happened: [pullRequest('pushed', 'c', 'commit c')],
  },
  'a force push to a pull request': {
    acts: (play) => play.push('cart', commit('c', 'a'), true),
    happened: [pullRequest('force-pushed', 'c', 'commit c')],
  },
  'two pushes in one moment are told by the newest': {
    acts: (play) => {
      play.push('cart', commit('c', 'a'), true);
      play.push('cart', commit('d', 'c'));
    },
    happened: [pullRequest('pushed', 'd', 'commit d')],
  },
  'a merge by git is a push to the default branch and a merged pull request': {
    acts: (play) => play.push('main', commit('c', 'a', 'b')),
    happened: [push('c'), pullRequest('merged', 'b')],
  },
  'a pull request whose branch was deleted is closed': {
    acts: (play) => play.act({ kind: 'deleteBranch', repository: play.id, ref: 'cart', actor: 'ana' }),
    happened: [pullRequest('closed', 'b')],
  },
  'another title is not told': {
    acts: (play) => play.act({ kind: 'editPullRequest', repository: play.id, number: 1, actor: 'ana', title: 'new' }),
    happened: [],
  },
  'a check that is queued is not told': {
    acts: (play) =>
      play.act({ kind: 'startCheck', repository: play.id, sha: sha('a'), name: 'test', status: 'queued' }),
    happened: [],
  },
  'a check that begins': {
    acts: (play) => play.act({ kind: 'startCheck', repository: play.id, sha: sha('a'), name: 'test' }),
    happened: [check('in_progress', '', [], 'a')],
  },
  'a check that passes has no lines': {
    acts: (play) => end(play, 'success', '```\nall is well\n```'),
    happened: [check('success', 'npm test success')],
  },
  'a check that fails has its last twelve lines': {
    acts: (play) => end(play, 'failure', `\`\`\`\n${numbered(1, 20).join('\n')}\n\`\`\``),
    happened: [check('failure', 'npm test failure', numbered(9, 20))],
  },
  'a check that fails without a word has no lines': {
    acts: (play) => end(play, 'failure', '```\n\n```'),
    happened: [check('failure', 'npm test failure')],
  },
  'a status of ours': {
    acts: (play) => say(play, 'dungeonmaster/preview', 'http://shop-pr-1.localhost/'),
    happened: [status('dungeonmaster/preview', 'http://shop-pr-1.localhost/')],
  },
  'a status of ours that leads nowhere': {
    acts: (play) => say(play, 'dungeonmaster/preview'),
    happened: [status('dungeonmaster/preview')],
  },
  'a status of others is not told': { acts: (play) => say(play, 'ci/elsewhere'), happened: [] },
  'what happened elsewhere on GitHub is not told': {
    acts: (play) => play.act({ kind: 'createUser', login: 'bob' }),
    happened: [],
  },
};

describe('told, and nothing else:', () => {
  for (const [sentence, { acts, happened }] of Object.entries(cases)) {
    test(sentence, () => {
      const play = shop();
      const before = play.state;
      acts(play);
      assert.notEqual(play.state, before, 'something must have been done');
      assert.deepEqual(happenings(before, play.state), happened);
    });
  }
});

const outlines = (all: readonly Happening[]) => all.map((one) => ('what' in one ? one.what : one.event));

test('of a repository that was not there before everything is told, pushes first', () =>
  assert.deepEqual(outlines(happenings(emptyState(), shop().state)), ['push', 'opened', 'check']));

test('nothing has happened between a state and itself', () => {
  const { state } = shop();
  assert.deepEqual(happenings(state, state), []);
});

test('what was told is not told again', () => {
  const play = shop();
  end(play, 'failure', 'no');
  const before = play.state;
  play.push('main', commit('c', 'a'));
  assert.deepEqual(happenings(before, play.state), [push('c')]);
});
