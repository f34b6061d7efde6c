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
export const ask = <View>(socketPath: string, path: string): Promise<View> => send(socketPath, { method: 'GET', path });

/** Asks the server to do something. @param body as JSON. Throws as `ask` does. */
export const post = <View>(socketPath: string, path: string, body: object): Promise<View> =>
  send(socketPath, { method: 'POST', path, body: JSON.stringify(body) });

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
}

async function send<View>(socketPath: string, sent: Sent): Promise<View> {
  const { status, body } = await exchange(socketPath, sent);
  const answer = parse(body, socketPath);
  if (status === 200 || status === 202) return answer as View;
  const { code, message, next } = (answer as ErrorView).error;
  throw new CodedError(code, message, { source: 'user', next });
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

async function exchange(socketPath: string, { method, path, body }: Sent): Promise<Answer> {
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { host: 'dm', ...(body !== undefined && { 'content-type': 'application/json' }) };
      const asking = request({ socketPath, method, path, headers, timeout: TIMEOUT_MS, agent: false }, resolve);
      asking.on('timeout', () => asking.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} seconds`)));
      asking.on('error', reject);
      asking.end(body);
    });
    return { status: answer.statusCode ?? 0, body: await text(answer) };
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
