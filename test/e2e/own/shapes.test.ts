import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { until } from '#adapters/local/real-time.testing.ts';
import { dm } from '#test/e2e/dm.testing.ts';
import { begin, inPython, withNativeDependency, withWorkspace, type Shape } from './shapes.testing.ts';
import { became, status, visit } from './visit.testing.ts';
import { ownWorld } from './own.testing.ts';

const shapes: Record<string, { shape: Shape; prefix: string }> = {
  'with a dependency in C': { shape: withNativeDependency, prefix: 'native' },
  'in Python': { shape: inPython, prefix: 'python' },
  'that is a workspace of npm': { shape: withWorkspace, prefix: 'workspace' },
};

for (const [what, { shape, prefix }] of Object.entries(shapes)) {
  test(`a repository ${what}: opened, held back, updated, crashed, reverted, force-pushed, merged, closed`, async (context) => {
    const { place, made, up: start } = await ownWorld(context, (repository) => void begin(repository, shape, 'first'));
    const up = start();
    const says = async (url: string, word: string) =>
      until(`${url} says ${word}`, async () => (await visit(url)).body === `${prefix} ${word}`);
    const passed = async (sha: string): Promise<string> =>
      String((await up.next(`commit ${sha} runs`, status(sha, 'success')))['url']);

    const staging = await passed(made.git('rev-parse', 'main'));
    await says(staging, 'first');

    const opened = made.branch('feature', 'say second', shape.says('second'));
    await up.next('the branch is a pull request', became('feature', 'opened'));
    const preview = await passed(opened);
    await says(preview, 'second');

    const held = made.branch('feature', 'say third', { ...shape.says('third'), ...shape.failingTest });
    const { description } = await up.next('the failing test is told', status(held, 'failure'));
    assert.match(String(description), /failed/i);
    assert.equal((await visit(preview)).body, `${prefix} second`, 'what ran goes on running');

    const updated = made.branch('feature', 'mend the test', shape.mended);
    await passed(updated);
    await says(preview, 'third');

    const crashed = made.branch('feature', 'break the start', { ...shape.crash, ...shape.says('never') });
    const crash = await up.next('the crash is told', status(crashed, 'failure'));
    assert.match(String(crash['description']), /exit code 3|code 3|crash/i);
    assert.equal((await visit(preview)).body, `${prefix} third`, 'the older commit keeps serving');
    const { stdout: described } = await dm(place, 'env', 'describe', new URL(preview).hostname.replace(/\..*/, ''));
    assert.match(described, /no such table: orders/, 'the last lines of the log say why');

    made.git('revert', '--no-edit', 'HEAD');
    await passed(made.git('rev-parse', 'HEAD'));
    await says(preview, 'third');

    made.git('reset', '--quiet', '--hard', opened);
    const forced = made.branch('feature', 'say fourth', shape.says('fourth'));
    await up.next('the branch was force-pushed', became('feature', 'force-pushed'));
    await passed(forced);
    await says(preview, 'fourth');

    made.git('checkout', '--quiet', 'main');
    made.git('merge', '--quiet', '--no-ff', '--message=merge feature', 'feature');
    await up.next('it is merged', became('feature', 'merged'));
    await passed(made.git('rev-parse', 'main'));
    await says(staging, 'fourth');

    made.branch('other', 'say fifth', shape.says('fifth'));
    const other = await passed(made.git('rev-parse', 'other'));
    made.git('checkout', '--quiet', 'main');
    made.git('branch', '--quiet', '-D', 'other');
    await up.next('it is closed', became('other', 'closed'));
    for (const url of [preview, other]) await until(`${url} is gone`, async () => (await visit(url)).status === 404);
    await says(staging, 'fourth');
  });
}
