import { settle } from '#dev/processes/settle.ts';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { daemonIn, type Place } from '#dev/control-plane/place.ts';
import type { Daemon } from '#dev/processes/daemon.ts';
import { waitFor } from '#dev/processes/wait.ts';
import type { ClusterPlan } from './plan.ts';

const READY_MS = 30_000;

/** A registry of images where all nodes reach it, without passwords; starts it unless it runs. */
export async function startRegistry(place: Place, { registry }: ClusterPlan, program: string): Promise<Daemon> {
  const file = join(place.directory, 'registry.yaml');
  await settle(file, stringify(settings(registry, join(place.directory, 'registry'))));
  const daemon = daemonIn(place, 'registry', [program, 'serve', file], { OTEL_TRACES_EXPORTER: 'none' });
  await daemon.start();
  await waitFor('the registry', READY_MS, async () => {
    daemon.demandRunning();
    return (await fetch(`http://${registry}/v2/`)).ok;
  });
  return daemon;
}

/** distribution.github.io/distribution/about/configuration. */
const settings = (addr: string, rootdirectory: string) => ({
  version: '0.1',
  log: { level: 'warn', accesslog: { disabled: true } },
  storage: { filesystem: { rootdirectory }, delete: { enabled: true } },
  http: { addr, secret: 'one process needs no shared secret' },
});
