import { after, before, describe } from 'node:test';
import { startBench, type Bench } from './failures/bench.testing.ts';
import { deadlineTests } from './failures/deadlines.testing.ts';
import { fenceTests } from './failures/fence.testing.ts';
import { namespaceTests } from './failures/namespaces.testing.ts';
import { policyTests } from './failures/policies.testing.ts';
import { settledTests } from './failures/settled.testing.ts';
import { verdictTests } from './failures/verdicts.testing.ts';

/** Side by side, each in an environment of its own, those that wait longest first. */
describe('what people read of an environment on real nodes', { concurrency: 5 }, () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
  });
  after(() => bench.close());

  deadlineTests(() => bench);
  settledTests(() => bench);
  policyTests(() => bench);
  namespaceTests(() => bench);
  verdictTests(() => bench);
  fenceTests(() => bench);
});
