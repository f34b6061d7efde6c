import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testChildren } from '#adapters/local/processes/children.testing.ts';
import { freePorts } from '#dev/control-plane/ports.ts';
import { Daemon } from '#dev/processes/daemon.ts';
import { waitFor } from '#dev/processes/wait.ts';
import { pythonWithMoto } from './python.testing.ts';

export interface Moto {
  readonly url: URL;
  /** Asks one of AWS' query APIs, unsigned; for as long as the signatures are not checked. */
  query(service: string, parameters: Readonly<Record<string, string>>): Promise<string>;
  /** From now on signatures and policies are checked. */
  checkSignatures(): Promise<void>;
  close(): Promise<void>;
}

/** AWS as moto plays it, on loopback. */
export async function startMoto(): Promise<Moto> {
  const python = await pythonWithMoto();
  const directory = await mkdtemp(join(tmpdir(), 'dm-moto-'));
  const [port = 0] = await freePorts(1);
  const { instance, supervision } = testChildren();
  const daemon = new Daemon({
    name: 'moto',
    command: [python, '-m', 'moto.server', '--host', '127.0.0.1', '--port', String(port)],
    logFile: join(directory, 'log'),
    pidFile: join(directory, 'pid'),
    supervision,
    instance,
  });
  await daemon.start();
  const url = new URL(`http://127.0.0.1:${port}`);
  await waitFor('moto', 60_000, async () => {
    daemon.demandRunning();
    return (await fetch(new URL('/moto-api/', url))).ok;
  });
  return {
    url,
    query: (service, parameters) => query(url, service, parameters),
    checkSignatures: async () =>
      void (await fetch(new URL('/moto-api/reset-auth', url), { method: 'POST', body: '0' })),
    close: async () => {
      await daemon.kill('SIGKILL');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** moto reads the service from the scope of a signature, which it does not check. */
async function query(url: URL, service: string, parameters: Readonly<Record<string, string>>): Promise<string> {
  const authorization = `AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=a`;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams(parameters),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${parameters['Action']}: ${answer.status}: ${text}`);
  return text;
}

/** The first element of this name in an answer. */
export function elementOf(xml: string, name: string): string {
  const [, text] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? [];
  if (text === undefined) throw new Error(`no ${name} in ${xml}`);
  return text;
}
