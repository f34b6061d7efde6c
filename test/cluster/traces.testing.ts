import { existsSync, globSync, readFileSync } from 'node:fs';
import { lookFor } from '#adapters/local/processes/look.ts';
import { directoryOf } from '#dev/cluster/own.ts';
import { planOf } from '#dev/cluster/plan.ts';
import { ask } from '#dev/processes/run.ts';

const linesWith = (text: string, part: string): readonly string[] =>
  text.split('\n').filter((line) => line.includes(part));

/** Everything on this machine that belongs to a cluster, in words. */
export async function tracesOf(number: number): Promise<readonly string[]> {
  const { name, directory, instance } = planOf(number, directoryOf(number), 1);
  const links = (await ask(['ip', '-oneline', 'link'])).output;
  const routes = (await ask(['ip', 'route'])).output;
  const tables = (await ask(['nft', 'list', 'tables'])).output;
  return [
    ...lookFor(new Map(), `${instance}/`).processes.map(({ id }) => `process ${id}`),
    ...linesWith(links, ` ${name}`),
    ...linesWith(routes, ` ${name} `),
    ...linesWith(tables, ` ${name}`),
    ...linesWith(readFileSync('/proc/self/mounts', 'utf8'), directory),
    ...globSync([`/sys/fs/cgroup/${name}-*`, `/sys/fs/cgroup/*/${name}-*`]),
    ...(existsSync(directory) ? [directory] : []),
  ];
}

/** What nodes know by fixed names and could leave on the host. */
export const fixedPlaces = (): readonly string[] => [
  ...globSync([
    '/run/*',
    '/run/{containerd,netns,mount}/**',
    '/var/lib/{cni,kubelet,containerd}/**',
    '/var/log/{pods,containers}/**',
  ]),
  ...readFileSync('/proc/self/mounts', 'utf8').split('\n'),
];
