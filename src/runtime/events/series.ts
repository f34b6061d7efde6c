import type { KubernetesEvent } from '#model/kubernetes/event.ts';
import { microTime } from '#ports/clock.ts';
import type { Applied } from '#ports/objects/objects.ts';

/** Something that happened to an object, in words for people that hold no secret. */
export type News = Pick<KubernetesEvent, 'regarding' | 'type' | 'reason' | 'action' | 'note'>;

export interface Reporter {
  /** `DOMAIN/NAME` */
  readonly controller: string;
  readonly instance: string;
}

/** The same news, once or more often: one Event. */
export interface Series {
  readonly news: News;
  readonly name: string;
  /** Milliseconds since 1970, as all times here. */
  readonly firstAt: number;
  readonly count: number;
  readonly lastAt: number;
}

/** The longest that an API server takes, in bytes (kubernetes 1.37, pkg/apis/core/validation/events.go). */
const NOTE_BYTES = 1024;
const WORD_BYTES = 128;

export const keyOf = ({ regarding, type, reason, action, note }: News): string =>
  JSON.stringify([regarding.uid, type, reason, action, note]);

/** As client-go names events: what it is about, and the time in nanoseconds (tools/record/util, GenerateEventName). */
export const eventName = (about: string, nanoseconds: bigint): string =>
  `${about.slice(0, 253 - 17)}.${nanoseconds.toString(16)}`;

/** The Event as it shall stand. */
export function eventOf({ news, name, firstAt, count, lastAt }: Series, reporter: Reporter): Applied<'Event'> {
  const { regarding, type, reason, action, note } = news;
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name, namespace: regarding.namespace },
    eventTime: microTime(firstAt),
    reportingController: reporter.controller,
    reportingInstance: within(WORD_BYTES, reporter.instance),
    regarding,
    type,
    reason: within(WORD_BYTES, reason),
    action: within(WORD_BYTES, action),
    note: within(NOTE_BYTES, note),
    ...(count > 1 && { series: { count, lastObservedTime: microTime(lastAt) } }),
  };
}

/** What was cut is marked by an ellipsis, and no character is cut in two. */
function within(bytes: number, text: string): string {
  const encoded = new TextEncoder().encode(text);
  if (encoded.length <= bytes) return text;
  const head = new TextDecoder().decode(encoded.subarray(0, bytes - ELLIPSIS_BYTES), { stream: true });
  return `${head}…`;
}

const ELLIPSIS_BYTES = 3;
