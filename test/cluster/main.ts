import { startTestCluster } from '#dev/cluster/for-test.ts';

/** A process with a cluster of one node, to be killed; says the cluster's API server. */
const { url } = await startTestCluster({ nodes: 1 });
console.log(url);
