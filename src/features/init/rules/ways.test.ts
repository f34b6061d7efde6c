import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { buildWays } from './build.ts';
import { answeredCommand, impliedCommandWays, writtenCommandWays } from './command.ts';
import { reasonsToLeaveOut } from './env.ts';
import { healthWays } from './health.ts';
import { imageWays } from './image.ts';
import { nameWays } from './name.ts';
import { portWays } from './port.ts';
import { testWays } from './test.ts';

/** Which source wins is a decision: it is documented in docs/reference/init.md. */
const orders: Record<string, { ways: readonly { readonly name: string }[]; order: readonly string[] }> = {
  name: { ways: nameWays, order: ['answer', 'package.json name', 'Compose name', 'directory'] },
  image: { ways: imageWays, order: ['answer', 'workflow that pushes it'] },
  build: { ways: buildWays, order: ['answer', 'package.json scripts.build'] },
  test: { ways: testWays, order: ['answer', 'package.json scripts.test'] },
  command: {
    ways: [answeredCommand, ...impliedCommandWays, ...writtenCommandWays],
    order: [
      'answer',
      'Procfile web',
      'package.json scripts.start',
      'Dockerfile CMD that runs in a checkout',
      'the only workspace with scripts.start',
      'Compose command',
    ],
  },
  port: {
    ways: portWays,
    order: ['answer', 'the only EXPOSE', 'ENV PORT', 'the first EXPOSE', 'Compose ports', 'Compose PORT'],
  },
  health: { ways: healthWays, order: ['HEALTHCHECK', 'Compose healthcheck'] },
};

for (const [field, { ways, order }] of Object.entries(orders)) {
  test(`the order of the sources of ${field}`, () =>
    assert.deepEqual(
      ways.map(({ name }) => name),
      order,
    ));
}

test('a secret is called one before anything else that it may be', () =>
  assert.deepEqual(
    reasonsToLeaveOut.map(({ reason }) => reason),
    ['NoName', 'Port', 'Secret', 'FromShell', 'Unreadable', 'LinkedService'],
  ));
