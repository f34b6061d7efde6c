import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { sha } from '#emulation/github/github.testing.ts';
import { CodedError } from '#lib/coded-error.ts';
import { SourceTreeError } from '#ports/source-tree/source-tree.ts';
import { pullRequests, setUp } from './followed.testing.ts';
import type { PlayedMirror } from './played-mirror.testing.ts';

test('branches with commits of their own are pull requests, called by their newest commit', async () => {
  const { host, mirror, followed } = setUp();
  mirror.commit('cart', 'b', 'a');
  mirror.point('idle', 'a');
  await followed.look();
  assert.deepEqual(pullRequests(host), ['#1 cart at b, open']);
  const [repository] = host.state.repositories;
  const [first] = repository?.pullRequests ?? [];
  assert.deepEqual([first?.title, first?.base.ref, first?.author], ['commit b', 'main', 'ana']);
  assert.deepEqual(repository?.branches, { main: sha('a'), cart: sha('b') });
});

test('at the first look the newest are shown, up to the limit; the others are counted', async () => {
  const { host, mirror, start } = setUp({ limit: 2 });
  for (const [name, digit] of Object.entries({ old: 'b', middle: 'c', young: 'd' })) mirror.commit(name, digit, 'a');
  const followed = start();
  await followed.look();
  assert.deepEqual(new Set(followed.heads.keys()), new Set(['main', 'young', 'middle']));
  assert.equal(followed.hidden, 1);
  assert.deepEqual(pullRequests(host), ['#1 young at d, open', '#2 middle at c, open']);
});

test('a branch that the user named is shown beyond the limit', async () => {
  const { host, mirror, start } = setUp({ limit: 0 });
  mirror.commit('old', 'b', 'a');
  mirror.commit('young', 'c', 'a');
  await start({ wanted: new Set(['old']) }).look();
  assert.deepEqual(pullRequests(host), ['#1 old at b, open']);
});

test('a merged branch that the user named is on GitHub, and no pull request', async () => {
  const { host, mirror, start } = setUp();
  mirror.commit('main', 'b', 'a');
  mirror.point('done', 'a');
  const followed = start({ wanted: new Set(['done']) });
  await followed.look();
  assert.deepEqual([pullRequests(host), [...followed.heads.keys()]], [[], ['main', 'done']]);
});

const acts: Record<string, { act: (mirror: PlayedMirror) => void; become: readonly string[] }> = {
  'a commit is a push to its pull request': {
    act: (mirror) => void mirror.commit('cart', 'c', 'b'),
    become: ['#1 cart at c, open'],
  },
  'a rewritten branch is the same pull request': {
    act: (mirror) => void mirror.commit('cart', 'c', 'a'),
    become: ['#1 cart at c, open'],
  },
  'a branch that came is a pull request': {
    act: (mirror) => void mirror.commit('shoes', 'c', 'a'),
    become: ['#1 cart at b, open', '#2 shoes at c, open'],
  },
  'a branch that was merged stays merged': {
    act: (mirror) => void mirror.commit('main', 'c', 'a', 'b'),
    become: ['#1 cart at b, merged'],
  },
  'a branch that was deleted is closed': { act: (mirror) => mirror.delete('cart'), become: ['#1 cart at b, closed'] },
};
for (const [sentence, { act, become }] of Object.entries(acts)) {
  for (const away of [false, true]) {
    test(`${sentence}, ${away ? 'also when it happened while nobody looked' : 'as soon as it is looked at'}`, async () => {
      const { host, mirror, followed, start } = setUp();
      mirror.commit('cart', 'b', 'a');
      await followed.look();
      act(mirror);
      const later = away ? start() : followed;
      await later.look();
      assert.deepEqual(pullRequests(host), become);
      mirror.point('nothing of its own', 'a');
      await later.look();
      assert.deepEqual(pullRequests(host), become, 'another look changes nothing');
    });
  }
}

test('after a restart a hidden branch stays hidden until it moves', async () => {
  const { host, mirror, start } = setUp({ limit: 0 });
  mirror.commit('old', 'b', 'a');
  mirror.commit('older', 'c', 'a');
  await start().look();
  mirror.commit('old', 'd', 'b');
  const later = start({ limit: 10 });
  await later.look();
  assert.deepEqual([pullRequests(host), later.hidden], [['#1 old at d, open'], 1]);
});

const again: Record<string, { act: (mirror: PlayedMirror) => void; become: readonly string[] }> = {
  'the commit that was closed is not opened again when its branch comes back': {
    act: (mirror) => mirror.point('cart', 'b'),
    become: ['#1 cart at b, closed'],
  },
  'a branch that comes back with another commit is another pull request': {
    act: (mirror) => void mirror.commit('cart', 'c', 'a'),
    become: ['#1 cart at b, closed', '#2 cart at c, open'],
  },
};
for (const [sentence, { act, become }] of Object.entries(again)) {
  test(sentence, async () => {
    const { host, mirror, followed } = setUp();
    mirror.commit('cart', 'b', 'a');
    await followed.look();
    mirror.delete('cart');
    await followed.look();
    act(mirror);
    await followed.look();
    assert.deepEqual(pullRequests(host), become);
  });
}

test('where nothing moved nothing is read', async () => {
  const { mirror, followed } = setUp();
  await followed.look();
  mirror.asked.length = 0;
  await followed.look();
  assert.deepEqual(mirror.asked, ['fingerprint']);
});

test('what the base says is read before GitHub hears of its commit', async () => {
  const { host, mirror, start } = setUp();
  const heard: unknown[] = [];
  const onBase = async (base: string) => void heard.push([base, host.state.repositories[0]?.branches]);
  await start({ onBase }).look();
  assert.deepEqual(heard, [[await mirror.baseSha(), {}]]);
});

for (const verb of ['fingerprint', 'refresh', 'branches'] as const) {
  test(`a ${verb} that fails is said, and tried again though nothing moved`, async () => {
    const { host, mirror, said, told, followed } = setUp();
    mirror.commit('cart', 'b', 'a');
    mirror.failing.add(verb);
    await followed.look();
    assert.deepEqual([said, pullRequests(host)], [['repository-unreadable'], []]);
    await followed.look();
    assert.deepEqual([said.length, pullRequests(host)], [1, ['#1 cart at b, open']]);
    assert.equal(told.length, 2);
    assert.equal(told[1], undefined, 'people are told when it is over');
  });
}

test('people are told once that the base branch is gone, and once that it is back', async () => {
  const { host, mirror, told, followed } = setUp();
  await followed.look();
  mirror.lacksBase = true;
  mirror.commit('cart', 'b', 'a');
  await followed.look();
  await followed.look();
  assert.equal(told.length, 1);
  assert.match(String(told[0]), /^its base branch "main" is gone: nothing is followed until/);
  mirror.lacksBase = false;
  await followed.look();
  assert.deepEqual([told.length, told[1], pullRequests(host)], [2, undefined, ['#1 cart at b, open']]);
});

test('a branch that is itself called refs/heads/odd is a pull request as any other', async () => {
  const { host, mirror, followed } = setUp();
  mirror.commit('refs/heads/odd', 'b', 'a');
  await followed.look();
  assert.deepEqual(pullRequests(host), ['#1 refs/heads/odd at b, open']);
  mirror.delete('refs/heads/odd');
  await followed.look();
  assert.deepEqual(pullRequests(host), ['#1 refs/heads/odd at b, closed']);
});

const passing: Record<string, Error> = {
  'a file of the base that cannot be read': new SourceTreeError('Unavailable', 'dungeonmaster.yaml', 'git ended'),
  'a program that cannot be started': Object.assign(new Error('spawn git EAGAIN'), { code: 'EAGAIN' }),
};
for (const [what, problem] of Object.entries(passing)) {
  test(`${what} is said, and tried again though nothing moved`, async () => {
    const problems = [problem];
    const { host, mirror, said, start } = setUp({ onBase: async () => throwNext(problems) });
    mirror.commit('cart', 'b', 'a');
    const followed = start();
    await followed.look();
    await followed.look();
    assert.deepEqual([said, pullRequests(host)], [['repository-unreadable'], ['#1 cart at b, open']]);
  });
}

function throwNext(problems: Error[]): void {
  const problem = problems.shift();
  if (problem) throw problem;
}

const lasting: Record<string, Error> = {
  'a mistake of ours': new TypeError('undefined is not a function'),
  'what a person has to mend': new CodedError('StateUnreadable', 'it is not JSON', { source: 'user' }),
};
for (const [what, problem] of Object.entries(lasting)) {
  test(`${what} is not kept quiet`, async () => {
    const { start } = setUp({ onBase: async () => throwNext([problem]) });
    await assert.rejects(start().look(), problem);
  });
}

test('a commit without a word is called by its branch', async () => {
  const { host, mirror, followed } = setUp();
  mirror.commit('cart', 'b', 'a');
  mirror.say('b', '');
  await followed.look();
  assert.equal(host.state.repositories[0]?.pullRequests[0]?.title, 'cart');
});
