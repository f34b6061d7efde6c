import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { startControlPlane, type ControlPlane } from '#dev/control-plane/control-plane.ts';
import { fromControlPlane } from '#scripts/kubernetes-types/ask.ts';
import { generateTypes, TYPES_FILE } from '#scripts/kubernetes-types/generate.ts';
import { scratch } from './scratch.testing.ts';

describe('the types of the kinds of Kubernetes', () => {
  let plane: ControlPlane;
  before(async () => {
    plane = await startControlPlane({ directory: scratch() });
  });
  after(() => plane.close());

  test('are what an API server says of itself: if not, run "npm run kubernetes-types"', async () => {
    assert.equal(await generateTypes(fromControlPlane(plane)), await readFile(TYPES_FILE, 'utf8'));
  });
});
