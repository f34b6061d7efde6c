import { systemTimers } from '#adapters/node/time.ts';
import { commitSha } from '#model/ids.ts';
import { sleep } from '#ports/timers.ts';
import type { World } from './appear.ts';
import { BareClient, type BareRequest } from './bare-client.ts';
import { digestOf } from './images.ts';
import { median } from './median.ts';
import { environmentOf, writtenBy, type Write } from './recorder.ts';
import { blind } from './replay.ts';
import { settled, whenWritten } from './settling.ts';

export interface Pushed {
  /** From the function's hint to the Deployment with the new image. */
  readonly pushMs: number;
  /** One apply of the same Deployment by a bare client, one after the other. */
  readonly rawMs: number;
  /** How many questions to GitHub lie one behind the other on that way. */
  readonly roundTrips: number;
}

const RAW_PER_PUSH = 5;
const LATENCY_MS = 250;
const WITH_LATENCY = 3;
const REST_MS = 400;
const NAMESPACE = 'raw';

/** One pull request after the other gets a new commit whose checks passed. */
export async function pushes(world: World, count: number): Promise<Pushed> {
  const { github, plane } = world;
  const bare = await BareClient.connect(plane.target);
  await bare.send(namespace);
  const took: number[] = [];
  const raw: number[] = [];
  const slow: number[] = [];
  try {
    await push(world, 0);
    for (let index = 1; index <= count; index += 1) {
      const { ms, write } = await push(world, index);
      took.push(ms);
      for (let time = 0; time < RAW_PER_PUSH; time += 1) raw.push(await rawApply(bare, write, `${index}-${time}`));
    }
    github.latencyMs = LATENCY_MS;
    for (let index = 1; index <= WITH_LATENCY; index += 1) slow.push((await push(world, count + index)).ms);
  } finally {
    github.latencyMs = 0;
    bare.close();
  }
  const pushMs = median(took);
  return { pushMs, rawMs: median(raw), roundTrips: Math.round((median(slow) - pushMs) / LATENCY_MS) };
}

async function push(
  { github, running }: World,
  index: number,
): Promise<{ readonly ms: number; readonly write: Write }> {
  const open = github.state.repositories[0]?.pullRequests ?? [];
  // Spread over all of them, so that none is pushed to twice in a row.
  const { number = 1 } = open[(index * 7) % open.length] ?? {};
  const head = await github.push(number);
  const digest = digestOf(head);
  const found: Write[] = [];
  const applied = whenWritten(running.client, (write) => {
    const isIt =
      writtenBy(write.request).plural === 'deployments' && JSON.stringify(write.request.body).includes(digest);
    if (isIt) found.push(write);
    return isIt;
  });
  const began = performance.now();
  // As the delivery of the push, or of its check, says.
  const expected = { head: commitSha.parse(head), base: 'main' };
  const woken = running.wake({ kind: 'pullRequest', repository: github.repository, number, expected });
  const ms = (await applied) - began;
  await woken;
  await settled(running.client, REST_MS + 10 * github.latencyMs);
  const [write] = found;
  if (!write) throw new Error('what was written is not there');
  return { ms, write };
}

/** The same Deployment in a namespace that nobody cares for; a text in it is new each time, so that it is a write. */
async function rawApply(bare: BareClient, { request }: Write, text: string): Promise<number> {
  const { path, body = '', ...rest } = blind(request);
  const environment = environmentOf(request) ?? '';
  const object = JSON.parse(body.replaceAll(environment, NAMESPACE)) as { metadata: { name: string } };
  const metadata = { name: object.metadata.name, namespace: NAMESPACE, annotations: { text } };
  const changed: BareRequest = {
    ...rest,
    path: path.replace(`/${environment}/`, `/${NAMESPACE}/`),
    body: JSON.stringify({ ...object, metadata }),
  };
  await sleep(systemTimers, 20);
  const began = performance.now();
  await bare.send(changed);
  return performance.now() - began;
}

const namespace: BareRequest = {
  method: 'PATCH',
  path: `/api/v1/namespaces/${NAMESPACE}?fieldManager=bench`,
  contentType: 'application/apply-patch+yaml',
  body: JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }),
};
