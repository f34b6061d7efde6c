import { serveOnNode } from '#adapters/node/http-server.ts';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { SECRET } from '#apps/function/delivery.testing.ts';
import { createFunction } from '#apps/function/function.ts';
import { silentLog as log } from '#ports/log.ts';

/** The function with its real limits in a process of its own, whose memory is asked for by any message. */
const { handle } = createFunction({ secrets: [SECRET], wake: async () => undefined, timers, clock, log });
const { url } = await serveOnNode({ handle, hostname: '127.0.0.1', port: 0, timers });
process.on('message', () => process.send?.(process.memoryUsage.rss()));
process.send?.(url);
