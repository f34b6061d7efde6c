interface Named {
  readonly name: string;
  readonly what: string;
  /** Programs that not every machine has: without them the tier is not run. */
  readonly needs?: readonly string[];
  readonly root?: boolean;
}

/** Where programs are from that "make machine" does not install. */
export const elsewhere: Readonly<Record<string, string>> = { go: 'https://go.dev/dl, 1.26 or newer' };

/** One tier of the tests: test files for node's runner, or a command that succeeds or fails as a whole. */
export type Tier =
  | (Named & { readonly kind: 'tests'; readonly files: readonly string[]; readonly concurrency?: number })
  | (Named & { readonly kind: 'command'; readonly arguments: readonly string[] });

/** Every tier runs without a network; the cheap ones come first. */
export const tiers: readonly Tier[] = [
  { kind: 'command', name: 'check', what: 'types, lint, format, unused code', arguments: ['scripts/check.ts'] },
  {
    kind: 'tests',
    name: 'unit',
    what: 'plans, rules and parts, nothing outside',
    files: [
      'src/**/*.test.ts',
      'scripts/**/*.test.ts',
      'dev/**/*.test.ts',
      'test/*.test.ts',
      'test/bench/**/*.test.ts',
    ],
  },
  {
    kind: 'tests',
    name: 'contract',
    what: 'every port: local, emulated and real',
    files: ['test/contract/**/*.test.ts'],
  },
  {
    kind: 'tests',
    name: 'judge',
    what: "the emulation of GitHub held against GitHub's description, our merge against Kubernetes' own",
    files: ['test/judge/**/*.test.ts'],
  },
  {
    kind: 'tests',
    name: 'function',
    what: 'the function on a real HTTP server, hostile input',
    files: ['test/function/**/*.test.ts'],
  },
  {
    kind: 'tests',
    name: 'integration',
    what: 'real processes, real git, real sockets',
    files: ['test/integration/**/*.test.ts'],
    concurrency: 1,
  },
  {
    kind: 'tests',
    name: 'control-plane',
    what: 'a real etcd and Kubernetes API server: killed, frozen, compacted',
    files: ['test/control-plane/**/*.test.ts'],
    concurrency: 1,
    needs: ['go', 'openssl'],
  },
  {
    kind: 'tests',
    name: 'registry',
    what: 'images in a real registry; tokens of ECR, judged by botocore and moto',
    files: ['test/registry/**/*.test.ts'],
    concurrency: 1,
    needs: ['go', 'python3'],
  },
  {
    kind: 'tests',
    name: 'simulation',
    what: 'random histories of the whole system, judged by its laws',
    files: ['test/simulation/**/*.test.ts'],
    concurrency: 2,
  },
  {
    kind: 'tests',
    name: 'e2e',
    what: 'the story, as a new user sees it',
    files: ['test/e2e/*.test.ts'],
    concurrency: 1,
  },
  {
    kind: 'tests',
    name: 'own',
    what: "a user's own repositories of several kinds, from the first branch to the last",
    files: ['test/e2e/own/*.test.ts'],
    concurrency: 1,
    needs: ['npm', 'cc', 'python3'],
  },
  {
    kind: 'tests',
    name: 'cluster',
    what: 'a real Kubernetes of two nodes in two zones, and what fails in it',
    files: ['test/cluster/**/*.test.ts'],
    concurrency: 1,
    needs: ['go', 'openssl', 'containerd', 'runc', 'ip', 'nft'],
    root: true,
  },
  {
    kind: 'tests',
    name: 'browser',
    what: 'what people look at, in a real browser',
    files: ['test/browser/**/*.test.ts'],
    concurrency: 1,
    needs: ['chromium'],
  },
];
