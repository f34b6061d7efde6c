import { once } from 'node:events';
import { chmod, lstat, mkdir, unlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { CodedError } from '#lib/coded-error.ts';

/** What is served: a hono app, or anything with its `fetch`. */
export interface Fetching {
  fetch(request: Request): Response | Promise<Response>;
}

export interface SocketServer {
  /** Takes nothing new, ends what runs, and removes the socket. */
  close(): Promise<void>;
}

/** - `SocketInUse`: somebody listens there; - `SocketUnsafe`: others could reach it; - `SocketInvalid`: it cannot be made. */
export class SocketError extends CodedError<'SocketInUse' | 'SocketUnsafe' | 'SocketInvalid'> {
  override readonly name = 'SocketError';
}

/** `sun_path` of unix(7) on Linux has 108 bytes with its end; macOS has 104. */
const MAXIMUM_PATH_BYTES = 103;

/**
 * Serves an app on a unix socket that only this user can reach: its directory has mode 0700, the socket 0600.
 * A socket that a dead process left behind is replaced. Throws `SocketError`.
 */
export async function listenOnSocket(app: Fetching, path: string): Promise<SocketServer> {
  if (Buffer.byteLength(path) > MAXIMUM_PATH_BYTES) throw invalid(path, `is longer than ${MAXIMUM_PATH_BYTES} bytes`);
  await makePrivateDirectory(dirname(path));
  const listener = getRequestListener((request) => app.fetch(request), { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  await listen(server, path);
  await chmod(path, 0o600);
  return { close: () => close(server) };
}

async function makePrivateDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw invalid(directory, 'cannot be made', cause);
  });
  const found = await lstat(directory);
  const isPrivate = found.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o077) === 0;
  if (isPrivate) return;
  throw new SocketError('SocketUnsafe', `${directory}: others could put a socket of their own there`, {
    source: 'user',
    next: `choose a directory of your own with --socket, or run: chmod 700 ${directory}`,
  });
}

async function listen(server: Server, path: string): Promise<void> {
  if (await tryToListen(server, path)) return;
  if (await answers(path)) {
    const next = 'stop the other one, or choose another path with --socket';
    throw new SocketError('SocketInUse', `${path}: another dm up is running there`, { source: 'user', next });
  }
  if (!(await lstat(path)).isSocket()) throw invalid(path, 'exists and is not a socket');
  await unlink(path);
  if (!(await tryToListen(server, path))) throw invalid(path, 'was taken at this moment by another process');
}

/** @returns false when there is something at the path already */
async function tryToListen(server: Server, path: string): Promise<boolean> {
  try {
    server.listen(path);
    await once(server, 'listening');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false;
    throw invalid(path, 'cannot be listened on', error);
  }
}

/** Whether a living process accepts connections at the path. */
async function answers(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function invalid(path: string, why: string, cause?: unknown): SocketError {
  const next = 'choose another path with --socket';
  return new SocketError('SocketInvalid', `${path} ${why}`, { source: 'user', next, cause });
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
