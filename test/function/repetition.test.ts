import { strict as assert } from 'node:assert';
import { describe, test } from 'node:test';
import { until } from '#adapters/local/real-time.testing.ts';
import { createPlatform, environments, openPassing, records, tell, type TestPlatform } from './platform.testing.ts';

const statuses = (answers: readonly { readonly status: number | undefined }[]) =>
  new Set(answers.map(({ status }) => status));

const specOf = async (platform: TestPlatform) => (await environments(platform)).map(({ spec }) => spec)[0];

describe('fault 8: the same delivery twice', () => {
  test('one after the other: both 202, one effect', async (context) => {
    const platform = await createPlatform();
    const edge = await platform.startFunction(context);
    await openPassing(platform.world);
    const guid = crypto.randomUUID();
    const first = await tell(edge, platform.world, 'opened', { guid });
    const version = (await environments(platform))[0]?.metadata.resourceVersion;
    const second = await tell(edge, platform.world, 'opened', { guid });
    assert.deepEqual(statuses([first, second]), new Set([202]));
    assert.equal((await environments(platform))[0]?.metadata.resourceVersion, version);
    assert.equal((await records(platform)).length, 1);
  });

  test('at one moment on two functions: both 202, one environment, one record that counts', async (context) => {
    const platform = await createPlatform();
    const edges = [await platform.startFunction(context), await platform.startFunction(context)] as const;
    const { head } = await openPassing(platform.world);
    const guid = crypto.randomUUID();
    const answers = await Promise.all(edges.map((edge) => tell(edge, platform.world, 'opened', { guid })));
    assert.deepEqual(statuses(answers), new Set([202]));
    await tell(edges[0], platform.world, 'labeled');
    const found = await environments(platform);
    assert.equal(found.length, 1);
    const opened = await records(platform);
    const lowest = Math.min(...opened.map(({ id }) => id));
    assert.equal(found[0]?.spec.revision?.deploymentId, lowest);
    assert.equal(found[0].spec.revision.sha, head);
    for (const { id } of opened.filter((record) => record.id !== lowest)) {
      const [newest] = await platform.github.deployments.statuses(platform.world.repository, id);
      assert.equal(newest?.state, 'inactive', `double ${id} was left open`);
    }
  });
});

describe('fault 9: fifty deliveries about one pull request at once', () => {
  test('one environment, one record, one comment', async (context) => {
    const platform = await createPlatform();
    await platform.startController(context);
    const edge = await platform.startFunction(context);
    const { number } = await openPassing(platform.world);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => tell(edge, platform.world, index === 0 ? 'opened' : 'labeled')),
    );
    assert.deepEqual(statuses(answers), new Set([202]));
    assert.equal((await environments(platform)).length, 1);
    assert.equal((await records(platform)).length, 1);
    const comments = () => platform.github.comments.listOurs(platform.world.repository, number);
    await until('the comment is written', async () => (await comments()).length > 0);
    assert.deepEqual(
      statuses(await Promise.all([1, 2, 3].map(() => tell(edge, platform.world, 'labeled')))),
      new Set([202]),
    );
    assert.equal((await comments()).length, 1);
  });
});

describe('fault 10: deliveries out of order', () => {
  test('"closed" before "opened": what GitHub says is that it is closed', async (context) => {
    const platform = await createPlatform();
    const edge = await platform.startFunction(context);
    const { number } = await openPassing(platform.world);
    await platform.world.closePullRequest(number);
    await tell(edge, platform.world, 'closed');
    await tell(edge, platform.world, 'opened');
    assert.deepEqual(await environments(platform), []);
    assert.deepEqual(await records(platform), []);
  });

  test('an old "opened" after the end does not bring a preview back', async (context) => {
    const platform = await createPlatform();
    const edge = await platform.startFunction(context);
    const { number } = await openPassing(platform.world);
    await tell(edge, platform.world, 'opened');
    await platform.world.closePullRequest(number);
    await tell(edge, platform.world, 'closed');
    await tell(edge, platform.world, 'opened');
    const [environment] = await environments(platform);
    assert.ok(environment?.metadata.deletionTimestamp !== undefined, 'it is being deleted');
    assert.equal((await records(platform)).length, 1);
  });

  test('an old "synchronize" after a newer one: the newest head runs', async (context) => {
    const platform = await createPlatform();
    const edge = await platform.startFunction(context);
    await openPassing(platform.world);
    await tell(edge, platform.world, 'opened');
    const newest = await platform.world.push('cart', { 'cart.js': '2' });
    await platform.world.check(newest, 'test', 'success');
    await tell(edge, platform.world, 'synchronize');
    await tell(edge, platform.world, 'synchronize');
    await tell(edge, platform.world, 'opened');
    assert.equal((await specOf(platform))?.revision?.sha, newest);
    assert.equal((await records(platform)).length, 2);
  });

  test('closed and opened again: it runs', async (context) => {
    const platform = await createPlatform();
    const edge = await platform.startFunction(context);
    const { head, number } = await openPassing(platform.world);
    await platform.world.closePullRequest(number);
    await tell(edge, platform.world, 'closed');
    platform.act({ kind: 'reopenPullRequest', repository: platform.world.repository.id, number, actor: 'mona' });
    await tell(edge, platform.world, 'reopened');
    await tell(edge, platform.world, 'closed');
    assert.equal((await specOf(platform))?.revision?.sha, head);
  });

  test('a force-push back to an older commit: the older commit runs, since GitHub says it is the head', async (context) => {
    const platform = await createPlatform();
    const edge = await platform.startFunction(context);
    const { head: older } = await openPassing(platform.world);
    await tell(edge, platform.world, 'opened');
    const newer = await platform.world.push('cart', { 'cart.js': '2' });
    await platform.world.check(newer, 'test', 'success');
    await tell(edge, platform.world, 'synchronize');
    assert.equal((await specOf(platform))?.revision?.sha, newer);
    platform.act({
      kind: 'push',
      repository: platform.world.repository.id,
      ref: 'cart',
      sha: older,
      commits: [],
      actor: 'mona',
      forced: true,
    });
    await tell(edge, platform.world, 'synchronize');
    assert.equal((await specOf(platform))?.revision?.sha, older);
    assert.equal((await specOf(platform))?.pullRequest?.head, older);
  });
});
