import { strict as assert } from 'node:assert';
import { describe, test } from 'node:test';
import { until } from '#adapters/local/real-time.testing.ts';
import { send } from './edge.testing.ts';
import { createPlatform, environments, openPassing, records, tell, type TestPlatform } from './platform.testing.ts';

/** Names of branches, and with them titles of pull requests, that would do something if they reached a shell or page. */
const hostile: Record<string, string> = {
  'a shell command': 'zzz";echo${IFS}"hello";#',
  'a substitution': '$(id)',
  backticks: '`id`',
  'a path': '../../x',
  '250 bytes': 'x'.repeat(250),
  'right to left': '\u202Egnp.exe\u05D0\u05D1',
  'only dashes': '---',
  'an option': '--upload-pack=id',
  'a line end': 'a\nb: c',
  HTML: '<img src=x onerror=alert(1)>',
  'a mention': '@org/all',
  'a template': '{{ .Values.x }}${{ github.token }}',
};

const label = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Everything that was written about the pull request, to the cluster and to GitHub. */
async function written(platform: TestPlatform, number: number): Promise<string> {
  const { github, world } = platform;
  const opened = await records(platform, number);
  const told = await Promise.all(opened.map(({ id }) => github.deployments.statuses(world.repository, id)));
  const comments = await github.comments.listOurs(world.repository, number);
  const statuses = platform.state().repositories.flatMap((repository) => repository.statuses);
  return JSON.stringify([await environments(platform), opened, told, comments, statuses]);
}

describe('fault 14: names that try to become something else', () => {
  for (const [sentence, name] of Object.entries(hostile)) {
    test(`a branch and title with ${sentence}: names come from the application and the number, and none of it is written`, async (context) => {
      const platform = await createPlatform();
      await platform.startController(context);
      const edge = await platform.startFunction(context);
      const { number } = await openPassing(platform.world, name);
      assert.equal((await tell(edge, platform.world, 'opened', { number })).status, 202);
      const [environment] = await environments(platform);
      assert.equal(environment?.metadata.name, `shop-pr-${number}`);
      assert.match(environment.metadata.name, label);
      const comments = () => platform.github.comments.listOurs(platform.world.repository, number);
      await until('the comment is written', async () => (await comments()).length > 0);
      assert.ok(!(await written(platform, number)).includes(JSON.stringify(name).slice(1, -1)));
      for (const kind of ['Namespace', 'Deployment', 'Service'] as const) {
        for (const { metadata } of (await platform.objects.list(kind)).items) assert.match(metadata.name, label);
      }
    });

    test(`a push to a branch with ${sentence} is a hint that finds nothing to do`, async (context) => {
      const platform = await createPlatform();
      const edge = await platform.startFunction(context);
      const { id, fullName } = platform.world.repository;
      const body = { ref: `refs/heads/${name}`, deleted: false, repository: { id, full_name: fullName } };
      const answer = await send(edge, JSON.stringify(body), { 'x-github-event': 'push' });
      assert.equal(answer.status, 202, answer.body);
      assert.deepEqual(await environments(platform), []);
    });

    test(`a repository with ${sentence} as its name is refused`, async (context) => {
      const platform = await createPlatform();
      const edge = await platform.startFunction(context);
      const repository = { id: platform.world.repository.id, full_name: `acme/${name}` };
      const answer = await send(edge, JSON.stringify({ action: 'opened', number: 1, repository }));
      assert.ok(answer.status === 400 || /^[\w.-]+$/.test(name), `${answer.status} ${answer.body}`);
      assert.ok(!answer.body.includes(name));
      assert.deepEqual(await environments(platform), []);
    });
  }
});
