import { strict as assert } from 'node:assert';
import { BlockList, isIPv4 } from 'node:net';
import { test } from 'node:test';
import { CLUSTERS, NODES, planOf, type ClusterPlan } from './plan.ts';

const all = Array.from({ length: CLUSTERS }, (_, number) => planOf(number, `/state/${number}`, NODES));

const rangesOf = ({ nodeRange, serviceRange, nodes }: ClusterPlan) => [
  nodeRange,
  serviceRange,
  ...nodes.map(({ podRange }) => podRange),
];

const addressesOf = ({ hostAddress, dnsAddress, nodes }: ClusterPlan) => [
  hostAddress,
  dnsAddress,
  ...nodes.map(({ address }) => address),
];

function listOf(...ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = '', prefix] = range.split('/');
    list.addSubnet(net, Number(prefix));
  }
  return list;
}

const first = (range: string): string => range.split('/')[0] ?? '';

test('every address is one that is kept for benchmarks', () => {
  const benchmarks = listOf('198.18.0.0/15');
  for (const address of all.flatMap(addressesOf)) assert.ok(isIPv4(address) && benchmarks.check(address), address);
  for (const range of all.flatMap(rangesOf)) assert.ok(benchmarks.check(first(range)), range);
});

test('no two ranges of any cluster overlap', () => {
  const ranges = all.flatMap(rangesOf);
  for (const one of ranges)
    for (const other of ranges) if (one !== other) assert.ok(!listOf(one).check(first(other)), `${one} ${other}`);
  assert.equal(new Set(ranges).size, ranges.length);
});

test('the pods of every node, and neither node nor host, are in the range of pods', () => {
  for (const { podRange, nodes, hostAddress } of all) {
    const pods = listOf(podRange);
    for (const node of nodes) {
      assert.ok(pods.check(first(node.podRange)));
      assert.ok(!pods.check(node.address));
    }
    assert.ok(!pods.check(hostAddress));
  }
});

test('two nodes are in two zones', () => {
  const zones = planOf(0, '/state', 2).nodes.map(({ zone }) => zone);
  assert.deepEqual(zones, ['zone-a', 'zone-b']);
});

test('names of links are short enough for the kernel', () => {
  for (const { bridge, nodes } of all)
    for (const link of [bridge, ...nodes.map(({ cable }) => cable)]) assert.ok(link.length <= 15, link);
});
