import { CodedError } from '#lib/coded-error.ts';

/** What of the lines is wanted. */
export interface LogsQuery {
  /** Goes on until the reader leaves. */
  readonly follow: boolean;
  /** The run before the present one of each pod. */
  readonly previous: boolean;
  /** So many of the last lines of each pod; left out: all that are kept. */
  readonly tail: number | undefined;
}

const MOST_LINES = 10_000;

/** Reads `follow`, `previous` and `tail`. Throws `CodedError` `Invalid`. */
export function parseLogsQuery(query: Readonly<Record<string, string>>): LogsQuery {
  const follow = flag(query, 'follow');
  const previous = flag(query, 'previous');
  if (follow && previous) throw invalid('previous: the run before the present one is over, and cannot be followed');
  return { follow, previous, tail: count(query['tail']) };
}

function flag(query: Readonly<Record<string, string>>, name: string): boolean {
  const { [name]: text = 'false' } = query;
  if (text !== 'true' && text !== 'false') throw invalid(`${name}: must be true or false`);
  return text === 'true';
}

function count(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) <= MOST_LINES) return Number(text);
  throw invalid(`tail: must be a number from 0 to ${MOST_LINES}`);
}

const invalid = (message: string): CodedError =>
  new CodedError('Invalid', message, { source: 'user', next: 'see "dm env logs --help"' });
