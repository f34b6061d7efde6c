import { Counter, Gauge, Registry } from '@prometheus-io/client';
import type { CacheStats } from '#runtime/watch-cache.ts';

/** The page that Prometheus reads. */
export interface Metrics {
  readonly contentType: string;
  /** As things stand now, in Prometheus' text format. */
  text(): Promise<string>;
}

export interface MetricsOptions {
  readonly caches: () => readonly CacheStats[];
  readonly isLeading: () => boolean;
}

const PREFIX = 'dungeonmaster';

/** Names and units are in docs/reference/metrics.md. */
export function createMetrics({ caches, isLeading }: MetricsOptions): Metrics {
  const registry = new Registry();
  const leading = new Gauge({
    name: `${PREFIX}_leading`,
    help: '1 while this process holds the Lease, else 0',
    registers: [],
    collect() {
      this.set(isLeading() ? 1 : 0);
    },
  });
  registry.registerMetric(leading);
  for (const { kind: Kind, name, help, of } of ofCaches) {
    const metric = new Kind({
      name: `${PREFIX}_watch_cache_${name}`,
      help,
      labelNames: ['kind'],
      registers: [],
      collect() {
        this.reset();
        for (const stats of caches()) this.inc({ kind: stats.kind }, of(stats));
      },
    });
    registry.registerMetric(metric);
  }
  return { contentType: registry.contentType, text: () => registry.metrics() };
}

interface CacheMetric {
  readonly kind: typeof Counter<'kind'> | typeof Gauge<'kind'>;
  readonly name: string;
  readonly help: string;
  readonly of: (stats: CacheStats) => number;
}

const ofCaches: readonly CacheMetric[] = [
  { kind: Gauge, name: 'objects', help: 'Objects in the cache', of: ({ objects }) => objects },
  {
    kind: Counter,
    name: 'fills_total',
    help: 'Times that everything was read, the first included: by a list or by a watch that began with everything',
    of: ({ fills }) => fills,
  },
  { kind: Counter, name: 'watches_total', help: 'Watches that were begun', of: ({ watches }) => watches },
  {
    kind: Gauge,
    name: 'failures',
    help: 'Watches and lists that ended since a watch last said anything new',
    of: ({ failures }) => failures,
  },
  {
    kind: Gauge,
    name: 'silent_seconds',
    help: 'Since the server last sent anything; a server that bookmarks is never silent for much more than a minute',
    of: ({ silentMs }) => silentMs / 1000,
  },
];
