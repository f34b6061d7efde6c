import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { waitFor } from '#dev/processes/wait.ts';
import { inWords, isAbout } from './audit.testing.ts';
import type { UseBench } from './bench.testing.ts';
import { addressOf } from './verdicts.testing.ts';
import { visitAllTheTime } from './visitor.testing.ts';
import { program } from './programs.testing.ts';
import type { Shall } from './environment.testing.ts';

const SILENT_MS = 30_000;

/** What becomes of a namespace: made, filled anew, left alone, and removed. */
export function namespaceTests(bench: UseBench): void {
  const kubectl = async (...args: readonly string[]) => (await bench().cluster.kubectl(args)).trim();

  test('two replacements in a row turn no visitor away', async (context) => {
    const { first, second, third } = bench().images;
    const environment = await bench().preview('replaced');
    await environment.run({ image: first });
    await environment.available();
    const stop = visitAllTheTime(await addressOf(bench(), environment));
    for (const image of [second, third]) {
      await environment.run({ image });
      await environment.available();
    }
    const pods = async () => (await bench().ground.objects.list('Pod', { namespace: environment.name })).items;
    await waitFor('the end of all older pods', 60_000, async () => (await pods()).length === 1);
    const { answers, failures } = await stop();
    context.diagnostic([...answers].map(([answer, count]) => `${count} answers of version ${answer}`).join(', '));
    assert.deepEqual(failures, []);
    assert.deepEqual([...answers.keys()], ['1', '2', '3']);
  });

  test('a namespace that cannot end names what holds it, which only its owner takes away', async () => {
    const environment = await bench().preview('stuck');
    const { name } = environment;
    await environment.run({ image: bench().images.first });
    await environment.available();
    await bench().cluster.apply([held(name)]);
    await kubectl('delete', 'environment', name, '--namespace=dungeon-master', '--wait=false');
    const { status } = await environment.shows('its blocker', ({ status: now }) =>
      (now?.conditions ?? []).some(({ message }) => message.includes('example.test/hold')),
    );
    const ready = status?.conditions?.find(({ type }) => type === 'Ready');
    assert.deepEqual(
      [ready?.reason, ready?.message],
      ['Deleting', 'its namespace is being deleted: its content has finalizers example.test/hold'],
    );
    assert.equal(await kubectl('get', 'configmap/held', `--namespace=${name}`, '--output=name'), 'configmap/held');

    const gone = { metadata: { finalizers: null } };
    await kubectl('patch', 'configmap/held', `--namespace=${name}`, '--type=merge', `--patch=${JSON.stringify(gone)}`);
    await waitFor(`${name} to be gone`, 60_000, async () => (await bench().ground.leftovers(name)).length === 0);
    const removals = bench()
      .audit.ourWrites()
      .filter((write) => isAbout(write, name) && write.verb !== 'patch')
      .map(({ verb, objectRef }) => `${verb} ${objectRef?.resource}`);
    assert.deepEqual(removals, ['delete namespaces']);
    const touched = new Set(
      bench()
        .audit.ourWrites()
        .filter((write) => isAbout(write, name))
        .map(({ objectRef }) => objectRef?.resource),
    );
    assert.ok(!touched.has('configmaps'));
  });

  test('a namespace of that name that belongs to somebody else is said, and stays untouched', async () => {
    const environment = await bench().preview('taken');
    const { name } = environment;
    const theirs = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { team: 'other' } } };
    await bench().cluster.apply([theirs]);
    const version = () => kubectl('get', 'namespace', name, '--output=jsonpath={.metadata.resourceVersion}');
    const before = await version();
    await environment.run({ image: bench().images.first });
    const { message } = await environment.progress('NamespaceTaken');
    assert.equal(message, `a namespace ${name} exists that is not ours: rename it or delete it`);
    await kubectl('delete', 'environment', name, '--namespace=dungeon-master', '--timeout=30s');
    assert.equal(await version(), before);
    const inIt = bench()
      .audit.ourWrites()
      .filter(({ objectRef }) => objectRef?.namespace === name || objectRef?.resource === 'namespaces')
      .filter((write) => isAbout(write, name));
    assert.deepEqual(inIt.map(inWords), []);
  });

  test('what has settled is not written again, though its pods crash and its image is asked for', async () => {
    const { first, missing, root } = bench().images;
    const settled: Record<string, Shall> = {
      runs: { image: first },
      crashes: { image: first, command: program('crash') },
      pulls: { image: missing },
      roots: { image: root },
      starts: { image: first, command: ['nosuch'] },
    };
    const names: string[] = [];
    for (const [name, shall] of Object.entries(settled)) {
      const environment = await bench().preview(`silent-${name}`);
      await environment.run(shall);
      await environment.verdict();
      await environment.reported();
      names.push(environment.name);
    }
    const writes = () =>
      bench()
        .audit.ourWrites()
        .filter((write) => names.some((name) => isAbout(write, name)))
        .map(inWords);
    const before = writes();
    assert.ok(before.length > 5 * names.length, 'the audit sees our writes');
    await pause(SILENT_MS);
    assert.deepEqual(writes().slice(before.length), []);
  });
}

const held = (namespace: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'held', namespace, finalizers: ['example.test/hold'] },
});
