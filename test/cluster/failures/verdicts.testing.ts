import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { COMMENT_MARKER } from '#features/report/comment.ts';
import { addressOf } from './address.testing.ts';
import type { Bench, UseBench } from './bench.testing.ts';
import type { Shall, TestEnvironment } from './environment.testing.ts';
import { program, SECRET } from './programs.testing.ts';
import { bodyOf } from './visitor.testing.ts';

/** The commit status, where its context is that of a preview. */
async function told({ github, repository }: Bench, { head, application }: TestEnvironment) {
  const found = await github.commitStatuses.newest(repository, head, `dungeonmaster/preview/${application}`);
  return { state: found?.state, description: found?.description };
}

/** What a commit that fails beside nothing that ran before comes to. */
const verdicts: Record<string, { shall: (bench: Bench) => Shall; reason: string; says: RegExp }> = {
  'an image that is not in the registry': {
    shall: ({ images }) => ({ image: images.missing }),
    reason: 'ImagePullBackOff',
    says: /service@sha256:0{12}…: not found$/,
  },
  'a process that takes more memory than its limit': {
    shall: ({ images }) => ({
      image: images.first,
      command: program('greedy'),
      resources: { limits: { memory: '96Mi' } },
    }),
    reason: 'OOMKilled',
    says: /^it used more memory than its limit of 96Mi: raise resources.limits.memory in the file$/,
  },
  'a command that is not in the image': {
    shall: ({ images }) => ({ image: images.first, command: ['nosuch'] }),
    reason: 'RunContainerError',
    says: /^its command cannot be started: exec: "nosuch": executable file not found in \$PATH$/,
  },
  'an image without a command': {
    shall: ({ images }) => ({ image: images.bare }),
    reason: 'RunContainerError',
    says: /^its command cannot be started: no command specified$/,
  },
};

/** What people read at once of commits that do not come up. */
export function verdictTests(bench: UseBench): void {
  for (const [index, [sentence, { shall, reason, says }]] of Object.entries(verdicts).entries()) {
    test(`${sentence} is told as ${reason}`, async () => {
      const environment = await bench().preview(`fails-${index}`);
      await environment.run(shall(bench()));
      const attempt = await environment.verdict();
      assert.deepEqual([attempt.outcome, attempt.reason], ['failed', reason], attempt.message);
      assert.match(attempt.message ?? '', says);
      await environment.reported();
      assert.deepEqual(await told(bench(), environment), {
        state: 'failure',
        description: `${reason}: ${attempt.message}`,
      });
    });
  }

  test('a crash is told with its last lines, secrets masked, here and on GitHub, while the commit before serves', async () => {
    const { images, github, repository } = bench();
    const environment = await bench().preview('crash');
    await environment.run({ image: images.first });
    await environment.available();
    await environment.run({ image: images.second, command: program('crash') });

    const { reason, message, log } = await environment.verdict();
    assert.deepEqual(
      [reason, message],
      ['CrashLoopBackOff', 'the process ends soon after its start, with exit code 3'],
    );
    const lines = ['connecting with ***', 'the database refuses it'];
    assert.deepEqual(log?.toSorted(), lines);
    assert.equal(await bodyOf(await addressOf(bench(), environment)), '1');
    await environment.reported();
    const { status } = (await environment.read()) ?? assert.fail();
    assert.equal(status?.running?.digest, images.first.digest);

    const verdict = await told(bench(), environment);
    assert.deepEqual(verdict, { state: 'failure', description: `${reason}: ${message}` });
    const [comment] = await github.comments.listOurs(repository, Number(environment.name.split('-').at(-1)));
    assert.ok(comment?.body.includes(COMMENT_MARKER));
    for (const line of lines) assert.ok(comment?.body.includes(line), comment?.body);
    const shown = JSON.stringify([await environment.read(), verdict, comment]);
    assert.ok(!shown.includes(SECRET), 'the secret is shown');
  });

  test('an image that runs as root is told with both ways out, and runs by the one on the base branch', async () => {
    const image = bench().images.root;
    const environment = await bench().preview('rooted');
    await environment.run({ image });
    const { reason, message } = await environment.verdict();
    assert.equal(reason, 'ImageRunsAsRoot');
    assert.match(
      message ?? '',
      /^container has runAsNonRoot and image will run as root: set a numeric USER in its Dockerfile/,
    );
    assert.match(message ?? '', /, or "podSecurity: baseline" in the file on the base branch$/);
    await environment.run({ image, isolation: { podSecurity: 'baseline' } });
    await environment.available();
    assert.equal(await bodyOf(await addressOf(bench(), environment)), 'root');
  });
}
