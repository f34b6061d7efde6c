import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from '#adapters/local/real-time.testing.ts';
import { dm, type Up } from '#test/e2e/dm.testing.ts';
import { begin, plain } from './shapes.testing.ts';
import { status, visit } from './visit.testing.ts';
import { ownWorld } from './own.testing.ts';

const ends: Record<string, NodeJS.Signals> = {
  'was stopped with Ctrl-C': 'SIGINT',
  'was killed with -9': 'SIGKILL',
};

/** The address of an environment in this run: its port may be another one in each. */
async function addressOf(up: Up, name: string): Promise<string> {
  const { previews } = await up.line('it is ready', ({ event }) => event === 'ready');
  return String(previews).replace('ENVIRONMENT', name);
}

for (const [what, signal] of Object.entries(ends)) {
  test(`what ran when dm up ${what} runs again after a restart, without being tested or built again`, async (context) => {
    const { made, up } = await ownWorld(context, (repository) => begin(repository, plain, 'first'));
    const feature = made.branch('feature', 'say second', plain.says('second'));
    const first = up();
    await first.line('staging runs', status(made.git('rev-parse', 'main'), 'success'));
    await first.line('the preview runs', status(feature, 'success'));
    first.child.kill(signal);
    await first.ended;

    const missed = made.branch('missed', 'say third', plain.says('third'));
    const second = up();
    for (const [name, word] of Object.entries({ 'plain-staging': 'first', 'plain-pr-1': 'second' })) {
      const url = await addressOf(second, name);
      await until(`${url} says ${word}`, async () => (await visit(url)).body === `plain ${word}`);
    }
    const { url } = await second.line('what was pushed meanwhile runs too', status(missed, 'success'));
    assert.equal((await visit(String(url))).body, 'plain third');

    const worked = second.lines.filter(
      ({ event }) => event === 'build' || event === 'check' || event === 'pullRequest',
    );
    assert.deepEqual(
      worked.filter(({ sha }) => sha !== missed),
      [],
      'nothing but the new commit is tested or built',
    );
  });
}

test('a second dm up for the same repository is refused, and the first one is left alone', async (context) => {
  const { place, made, up } = await ownWorld(context, (repository) => begin(repository, plain, 'first'));
  const { url } = await up().line('staging runs', status(made.git('rev-parse', 'main'), 'success'));
  const elsewhere = { ...place, socket: join(place.directory, 'other', 'dm.sock') };
  const refused = await dm(elsewhere, 'up', '--repo', made.directory);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /RepositoriesInUse.*another dm up runs them/);
  assert.equal((await visit(String(url))).body, 'plain first');
});
