import { strict as assert } from 'node:assert';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { until } from '#adapters/local/real-time.testing.ts';
import { dm, makePlace, startOwnUp, type Place } from '#test/e2e/dm.testing.ts';
import { MadeRepository } from '#test/made-repository.testing.ts';
import { CTRL_C, CTRL_D, hasTerminal, onTerminal, type Terminal } from '#test/terminal.testing.ts';
import { inPython } from './shapes.testing.ts';
import { visit } from './visit.testing.ts';

const BUILD = 'date > built';
const TEST = 'python3 -m unittest -q';
const COMMAND = 'python3 app.py';

/** A repository in Python, whose files say nothing about how it runs. */
async function setUp(context: TestContext) {
  const place = await makePlace();
  const made = new MadeRepository(join(place.directory, 'shop'));
  const { 'dungeonmaster.yaml': _, ...files } = inPython.files(made.directory);
  made.commit('the first commit', { ...files, ...inPython.says('first') });
  const terminals: Terminal[] = [];
  context.after(async () => {
    for (const terminal of terminals) terminal.kill();
    await Promise.all(terminals.map(({ ended }) => ended));
    await until('no process is left', () => processesOf(place).length === 0);
    await place.remove();
  });
  const up = (...answers: readonly string[]): Terminal => {
    const command = `bin/dm up --repo '${made.directory}' --port 0 --socket '${place.socket}'`;
    const terminal = onTerminal(command, place.environment, answers);
    terminals.push(terminal);
    return terminal;
  };
  return { place, made, up };
}

/** All that were started in a place, by their environment. */
function processesOf({ environment }: Place): readonly string[] {
  const mark = `XDG_STATE_HOME=${environment['XDG_STATE_HOME']}\0`;
  return readdirSync('/proc').filter((id) => /^\d+$/.test(id) && environmentOf(id).includes(mark));
}

function environmentOf(id: string): string {
  try {
    return readFileSync(`/proc/${id}/environ`, 'utf8');
  } catch {
    return '';
  }
}

/** Files that are there only while a `dm up` runs, or while it was not asked to remember anything. */
const leftIn = ({ directory }: Place): readonly string[] =>
  globSync(['private/*', 'dungeon-master*', 'state/*/*/{owner,answers.json}'], { cwd: directory });

/** The address of what runs, once it is told. */
async function runs(terminal: Terminal): Promise<string> {
  const address = () => /: success: .*(http:\/\/\S+)/.exec(terminal.screen())?.[1];
  let over = false;
  void terminal.ended.then(() => (over = true));
  await until('it runs', () => over || address() !== undefined);
  return address() ?? assert.fail(terminal.screen());
}

test(
  'what a repository does not say is asked for, used, and remembered over a restart',
  { skip: !hasTerminal },
  async (context) => {
    const { made, up } = await setUp(context);
    const first = up(`${BUILD}\r`, `${TEST}\r`, `${COMMAND}\r`);
    assert.equal((await visit(await runs(first))).body, 'python first');
    for (const field of ['build', 'test', 'command']) assert.match(first.screen(), new RegExp(`\\(${field}\\)\\?`));
    assert.match(first.screen(), new RegExp(`check test success: ${TEST} passed`));
    first.type(CTRL_C);
    assert.equal(await first.ended, 130, first.screen());
    assert.equal(made.git('status', '--porcelain'), '', 'nothing is written into the repository');

    const second = up();
    const address = await runs(second);
    await until('it answers again', async () => (await visit(address)).body === 'python first');
    assert.doesNotMatch(second.screen(), /\? /, 'nothing is asked again');
    assert.match(second.screen(), new RegExp(`tests +${TEST}`));
    second.type(CTRL_C);
    assert.equal(await second.ended, 130, second.screen());
  },
);

for (const [key, typed] of Object.entries({ 'Ctrl-C': CTRL_C, 'Ctrl-D': CTRL_D })) {
  test(
    `${key} at a question ends with 130, and nothing is left or remembered`,
    { skip: !hasTerminal },
    async (context) => {
      const { place, made, up } = await setUp(context);
      const broken = up(`${BUILD}\r`, typed);
      assert.equal(await broken.ended, 130, broken.screen());
      assert.doesNotMatch(broken.screen(), /\(command\)\?/, 'the next question is not asked');
      await until('no process is left', () => processesOf(place).length === 0);
      assert.deepEqual(leftIn(place), []);
      assert.equal(made.git('status', '--porcelain'), '');

      const again = up(typed);
      assert.equal(await again.ended, 130, again.screen());
      assert.match(again.screen(), /\(build\)\?/, 'it is asked anew');
    },
  );
}

test('where nobody can answer it ends with 1, and says what is missing and what to do', async (context) => {
  const { place, made } = await setUp(context);
  const { code, stdout, stderr } = await dm(place, 'up', '--repo', made.directory, '--port', '0');
  assert.equal(code, 1, stderr);
  assert.match(stdout, /reading /);
  assert.match(stderr, /^error: QuestionsOpen: .*shop has no dungeonmaster\.yaml.*: build \(.*, test \(.*, command \(/);
  assert.match(stderr, new RegExp(`\\nnext: .*dm init ${made.directory}; or run dm up on a terminal to be asked\\n$`));
  assert.deepEqual(leftIn(place), []);
});

test(
  'what was not answered because nobody was there is asked on a terminal',
  { skip: !hasTerminal },
  async (context) => {
    const { place, made, up } = await setUp(context);
    made.commit('start it by npm', {
      'package.json': JSON.stringify({ name: 'shop', scripts: { start: COMMAND } }),
    });
    const unattended = startOwnUp(place, [made.directory]);
    const { test: command } = await unattended.line('it is told', ({ event }) => event === 'repository');
    assert.equal(command, undefined, 'commits run untested');
    unattended.child.kill('SIGINT');
    assert.equal(await unattended.ended, 130);
    const asking = up(CTRL_C);
    await until('it asks, or goes on', () => /\(test\)\?|branches /.test(asking.screen()));
    assert.match(asking.screen(), /\(test\)\?/);
    assert.equal(await asking.ended, 130, asking.screen());
  },
);
