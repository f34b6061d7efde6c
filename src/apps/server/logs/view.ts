import type { Redact } from '#lib/redact.ts';
import type { LogView } from '#apps/server/views.ts';
import type { Log } from '#ports/log.ts';
import type { ObjectReader } from '#ports/objects/objects.ts';
import type { PodLogEntry, PodLogStreams } from '#ports/pod-logs.ts';
import type { Timers } from '#ports/timers.ts';

export interface LogsPorts {
  readonly reader: ObjectReader;
  readonly podLogs: PodLogStreams;
  /** What a container writes may hold our secrets (law 8). */
  readonly redact: Redact;
  readonly timers: Timers;
  readonly log: Log;
}

/** What a container wrote, as it may be seen. Pure. */
export const entryView = ({ name }: { readonly name: string }, entry: PodLogEntry, redact: Redact): LogView =>
  entry.kind === 'line'
    ? { kind: 'line', pod: name, at: new Date(entry.at).toISOString(), text: redact(entry.text) }
    : entry;
