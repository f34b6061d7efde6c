import { after, before, describe } from 'node:test';
import { startBench, type Bench } from './failures/bench.testing.ts';
import { fenceTests } from './failures/fence.testing.ts';
import { namespaceTests } from './failures/namespaces.testing.ts';
import { policyTests } from './failures/policies.testing.ts';
import { verdictTests } from './failures/verdicts.testing.ts';

describe('what people read of an environment on real nodes', { concurrency: true }, () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
  });
  after(() => bench.close());

  verdictTests(() => bench);
  namespaceTests(() => bench);
  fenceTests(() => bench);
  policyTests(() => bench);
});
