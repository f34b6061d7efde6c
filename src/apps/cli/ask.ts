import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { CodedError } from '#lib/coded-error.ts';
import type { ErrorView } from '#apps/server/views.ts';

/** Longer than the server waits for GitHub. */
const TIMEOUT_MS = 30_000;

/**
 * Asks the server behind a socket for a view. Throws `CodedError`: `NotRunning`, `NotAllowed`, `NoAnswer`,
 * `Unreadable`, or what the server says.
 */
export const ask = <View>(socketPath: string, path: string): Promise<View> =>
  viewOf(socketPath, { method: 'GET', path });

/** Asks the server to do something. @param body as JSON. Throws as `ask` does. */
export const post = <View>(socketPath: string, path: string, body: object): Promise<View> =>
  viewOf(socketPath, { method: 'POST', path, body: JSON.stringify(body) });

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

async function viewOf<View>(socketPath: string, sent: Sent): Promise<View> {
  const answer = await send(socketPath, sent);
  const body = parse(await bodyOf(answer, socketPath), socketPath);
  if (answer.statusCode === 200 || answer.statusCode === 202) return body as View;
  throw refused(body as ErrorView);
}

/** Asks for a stream of views, one JSON object a line, until it ends or the signal aborts. Throws as `ask` does. */
export async function* askStream<View>(
  socketPath: string,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<View, void, undefined> {
  const answer = await send(socketPath, { method: 'GET', path, signal });
  if (answer.statusCode !== 200) throw refused(parse(await bodyOf(answer, socketPath), socketPath) as ErrorView);
  answer.socket.setTimeout(0);
  const leave = (): void => void answer.destroy();
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  try {
    for await (const line of linesOf(answer)) yield parse(line, socketPath) as View;
  } catch (cause) {
    if (!signal.aborted) throw cause instanceof CodedError ? cause : noAnswer(socketPath, cause);
  } finally {
    signal.removeEventListener('abort', leave);
    leave();
  }
}

async function* linesOf(answer: IncomingMessage): AsyncGenerator<string, void, undefined> {
  let begun = '';
  for await (const chunk of answer.setEncoding('utf8')) {
    const lines = (begun + String(chunk)).split('\n');
    begun = lines.pop() ?? '';
    yield* lines;
  }
}

const refused = ({ error: { code, message, next } }: ErrorView): CodedError =>
  new CodedError(code, message, { source: 'user', next });

async function bodyOf(answer: IncomingMessage, socketPath: string): Promise<string> {
  try {
    return await text(answer);
  } catch (cause) {
    throw noAnswer(socketPath, cause);
  }
}

async function send(socketPath: string, { method, path, body, signal }: Sent): Promise<IncomingMessage> {
  try {
    return await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { host: 'dm', ...(body !== undefined && { 'content-type': 'application/json' }) };
      const where = { socketPath, method, path, headers, ...(signal && { signal }) };
      const asking = request({ ...where, timeout: TIMEOUT_MS, agent: false }, resolve);
      asking.on('timeout', () => asking.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} seconds`)));
      asking.on('error', reject);
      asking.end(body);
    });
  } catch (cause) {
    throw noAnswer(socketPath, cause);
  }
}

function noAnswer(socketPath: string, cause: unknown): CodedError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const details = { source: 'user', cause } as const;
  if (code === 'ENOENT' || code === 'ECONNREFUSED') {
    const next = 'start it with "dm up --demo", or name its socket with --socket PATH';
    return new CodedError('NotRunning', `dm up is not running: nobody listens at ${socketPath}`, { ...details, next });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    const next = 'run dm as the user who runs dm up';
    return new CodedError('NotAllowed', `dm up cannot be asked: ${socketPath} belongs to somebody else`, {
      ...details,
      next,
    });
  }
  const why = cause instanceof Error ? cause.message : String(cause);
  const next = 'look at the terminal that runs dm up';
  return new CodedError('NoAnswer', `dm up did not answer: ${socketPath}: ${why}`, { ...details, next });
}

function parse(body: string, socketPath: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    const next = 'name the socket of a dm up with --socket PATH';
    throw new CodedError('Unreadable', `${socketPath}: what listens there is no dm up`, {
      source: 'user',
      next,
      cause,
    });
  }
}
