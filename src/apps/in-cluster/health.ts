import type { Controller } from '#apps/controller/create.ts';
import type { Clock } from '#ports/clock.ts';
import type { CacheStats } from '#runtime/watch-cache.ts';
import type { Metrics } from './metrics.ts';

/** What a kubelet and Prometheus ask of a controller. */
export interface Health {
  readonly controller: Controller;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** Live while it can go on by itself; ready once its caches are full, and until then it says what is missing. */
export async function answerHealth({ controller, clock, metrics }: Health, path: string): Promise<Response> {
  switch (path) {
    case '/healthz':
      return controller.isStale(clock.now()) ? said(503, 'a watch is stale') : said(200, 'ok');
    case '/readyz': {
      const missing = controller.stats().filter(({ isFilled }) => !isFilled);
      return missing.length > 0 ? said(503, ...missing.map(whyNotFilled)) : said(200, 'ok');
    }
    case '/metrics':
      return new Response(await metrics.text(), { headers: { 'content-type': metrics.contentType } });
    default:
      return said(404, 'there is nothing here: ask /healthz, /readyz or /metrics');
  }
}

const whyNotFilled = ({ kind, problem = 'it is being read' }: CacheStats): string =>
  `the cache of ${kind} is not full yet: ${problem}`;

const said = (status: number, ...lines: readonly string[]): Response =>
  new Response(lines.map((line) => `${line}\n`).join(''), { status });
