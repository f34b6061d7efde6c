import { binaries } from '#dev/binaries/binaries.ts';
import type { Report } from '#dev/binaries/progress.ts';

/** Every program that a cluster with nodes runs. */
export const programsFor = (report: Report) =>
  binaries(
    [
      'kube-apiserver',
      'etcd',
      'kubectl',
      'kube-controller-manager',
      'kube-scheduler',
      'kubelet',
      'kube-proxy',
      'coredns',
      'metrics-server',
      'registry',
      'pause',
    ],
    report,
  );

export type ClusterPrograms = Awaited<ReturnType<typeof programsFor>>;
