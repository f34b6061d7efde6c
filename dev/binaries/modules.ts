/** Every program that we build; the folder beside this file holds the go.mod and go.sum that pin all of it. */
export type BinaryName =
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kubectl'
  | 'kubelet'
  | 'kube-proxy'
  | 'etcd'
  | 'coredns'
  | 'metrics-server'
  | 'registry'
  | 'pause'
  | 'web';

export interface Source {
  /** The folder beside this file. */
  readonly module: string;
  /** The Go package of the program. */
  readonly package: string;
  /** Files of our own that it is built from, below the module's folder. */
  readonly files?: readonly string[];
  /** Variables of the program that the linker sets. */
  readonly variables?: Readonly<Record<string, string>>;
}

export const KUBERNETES_VERSION = 'v1.37.2';

/** What `kubectl version` prints, and what an API server and its kubelets compare (k8s.io/component-base/version). */
const versions = {
  'k8s.io/component-base/version.gitVersion': KUBERNETES_VERSION,
  'k8s.io/component-base/version.gitMajor': '1',
  'k8s.io/component-base/version.gitMinor': '37',
};

const kubernetes = (name: string): Source => ({
  module: 'kubernetes',
  package: `k8s.io/kubernetes/cmd/${name}`,
  variables: versions,
});

export const sources: Readonly<Record<BinaryName, Source>> = {
  'kube-apiserver': kubernetes('kube-apiserver'),
  'kube-controller-manager': kubernetes('kube-controller-manager'),
  'kube-scheduler': kubernetes('kube-scheduler'),
  kubectl: kubernetes('kubectl'),
  kubelet: kubernetes('kubelet'),
  'kube-proxy': kubernetes('kube-proxy'),
  etcd: { module: 'etcd', package: 'go.etcd.io/etcd/server/v3' },
  coredns: { module: 'coredns', package: 'github.com/coredns/coredns' },
  'metrics-server': { module: 'metrics-server', package: 'sigs.k8s.io/metrics-server/cmd/metrics-server' },
  registry: { module: 'registry', package: 'github.com/distribution/distribution/v3/cmd/registry' },
  pause: { module: 'pods', package: 'dungeonmaster.dev/pods/pause', files: ['pause/main.go'] },
  web: { module: 'pods', package: 'dungeonmaster.dev/pods/web', files: ['web/main.go'] },
};

/** The arguments of `go build`, but for where to. */
export function buildArguments({ package: name, variables = {} }: Source): readonly string[] {
  const settings = Object.entries(variables).map(([variable, value]) => `-X ${variable}=${value}`);
  return ['build', '-mod=readonly', '-trimpath', '-buildvcs=false', '-ldflags', ['-s -w', ...settings].join(' '), name];
}

export const isBinaryName = (name: string): name is BinaryName => name in sources;
