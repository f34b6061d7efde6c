import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startDemo, type Demo } from '#apps/up/demo.ts';
import { Developer, type Edits } from '#apps/up/people/developer.ts';
import { GitHubUser, type SeenStatus } from '#apps/up/people/github-user.ts';
import { until, type Look } from '#apps/up/people/until.ts';
import { startChildren } from '#apps/up/world/children.ts';
import { Closing } from '#apps/up/world/closing.ts';
import { makeDirectories } from '#apps/up/world/directories.ts';
import { conditionOf } from '#model/conditions.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { silentLog } from '#ports/log.ts';

const PREVIEW = 'dungeonmaster/preview/shop';
const FILE = 'dungeonmaster.yaml';
const DEADLINE_MS = 60_000;

const closing = new Closing(silentLog);
let demo: Demo;
let developer: Developer;
let user: GitHubUser;

before(async () => {
  const cache = await mkdtemp(join(tmpdir(), 'dm-bad-files-'));
  closing.add('cache', () => rm(cache, { recursive: true, force: true }));
  const environment = { ...process.env, XDG_CACHE_HOME: cache };
  const local = startChildren({ log: silentLog, closing });
  const directories = await makeDirectories(environment, local);
  closing.add('directories', directories.remove);
  demo = await startDemo({ directories, environment, local, proxyPort: 0, log: silentLog, closing });
  const { github, repository } = demo;
  const directory = join(directories.run, 'ana');
  developer = await Developer.create({ name: 'ana', directory, remote: repository.bare, pushed: repository.pushed });
  user = new GitHubUser(`${github.url}/repos/${repository.ref.fullName}`, repository.developerToken);
});
after(() => closing.close());

const bad: Record<string, { branch: string; edits: Edits; says: RegExp }> = {
  'an unknown field is named with its line': {
    branch: 'unknown-field',
    edits: { [FILE]: (text) => text.replace('  service:', '  replica: 2\n  service:') },
    says: /^FileInvalid: dungeonmaster\.yaml line 9: spec\.replica: is not a known field/,
  },
  'an image template without {sha} is refused': {
    branch: 'bad-image',
    edits: { [FILE]: (text) => text.replace('  service:', '  image: registry.example.com/shop:latest\n  service:') },
    says: /^FileInvalid: dungeonmaster\.yaml line 9: spec\.image: .*\{sha\}/,
  },
  'an image template with a placeholder that nobody knows is refused': {
    branch: 'bad-placeholder',
    edits: { [FILE]: (text) => text.replace('  service:', '  image: registry.example.com/shop:{branch}\n  service:') },
    says: /^FileInvalid: dungeonmaster\.yaml line 9: spec\.image: .*\{branch\}/,
  },
  'what is not YAML is refused': {
    branch: 'not-yaml',
    edits: { [FILE]: '{ this is: [not yaml' },
    says: /^FileInvalid: dungeonmaster\.yaml line \d+: /,
  },
};

for (const [sentence, { branch, edits, says }] of Object.entries(bad)) {
  test(sentence, async () => {
    const sha = await developer.push(branch, sentence, edits);
    const { number } = await user.open(branch, sentence, '');
    const status = await untilStatus(sha, (one) => one.state === 'failure');
    assert.match(status.description ?? '', says);
    const environment = await demo.ground.objects.get('Environment', {
      name: `shop-pr-${number}`,
      namespace: HOME_NAMESPACE,
    });
    assert.equal(environment?.spec.waiting?.reason, 'FileInvalid');
    assert.equal(environment.spec.revision, undefined, 'nothing was started');
    await until('the comment', () => lookForComment(number, /FileInvalid/), DEADLINE_MS);
  });
}

test('a mended file runs', async () => {
  const sha = await developer.push('unknown-field', 'mend', { [FILE]: (text) => text.replace('  replica: 2\n', '') });
  await untilStatus(sha, ({ state }) => state === 'success');
});

test('a commit without the file is told to add it, and a base branch without it is said at the registration', async () => {
  const sha = await developer.push('no-file', 'drop the file', { [FILE]: null });
  await user.open('no-file', 'no file', '');
  const status = await untilStatus(sha, ({ state }) => state === 'failure');
  assert.match(status.description ?? '', /^FileMissing: this commit has no dungeonmaster\.yaml: add one/);

  await developer.push('main', 'no file on main either', { [FILE]: null });
  demo.platform.controller.resync('shop');
  const look = async (): Promise<Look<string>> => {
    const application = await demo.ground.objects.get('Application', { name: 'shop', namespace: HOME_NAMESPACE });
    const ready = conditionOf(application?.status?.conditions, 'Ready');
    return ready?.status === 'False'
      ? { found: `${ready.reason}: ${ready.message}` }
      : { notYet: `it says ${ready?.reason}` };
  };
  const says = await until('the registration tells', look, DEADLINE_MS);
  assert.match(says, /^FileMissing: branch main of acme\/shop has no dungeonmaster\.yaml: add one/);
});

async function lookForComment(number: number, says: RegExp): Promise<Look<string>> {
  const bodies = (await user.comments(number)).map(({ body }) => body);
  const found = bodies.find((body) => says.test(body));
  return found === undefined ? { notYet: JSON.stringify(bodies) } : { found };
}

function untilStatus(sha: string, fits: (status: SeenStatus) => boolean): Promise<SeenStatus> {
  const look = async (): Promise<Look<SeenStatus>> => {
    const status = await user.status(sha, PREVIEW);
    if (!status) return { notYet: 'there is no status' };
    return fits(status) ? { found: status } : { notYet: `it is ${status.state}: ${status.description}` };
  };
  return until(`the status of ${sha}`, look, DEADLINE_MS);
}
