import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testChildren } from '#adapters/local/processes/children.testing.ts';
import { binaries } from '#dev/binaries/binaries.ts';
import { reportToPeople } from '#dev/binaries/progress.ts';
import { freePorts } from '#dev/control-plane/ports.ts';
import { Daemon } from '#dev/processes/daemon.ts';
import { waitFor } from '#dev/processes/wait.ts';
import type { TokenKey } from './token-service.testing.ts';

export const PASSWORD = 'correct-horse-battery';
export const SECOND_PASSWORD = 'second-password-here';
/** What moto gives as ECR's password for its account. */
export const ECR_PASSWORD = '123456789012-auth-token';
/** Their bcrypt hashes: Node has none, and the registry takes no others. */
const hashes: Readonly<Record<string, string>> = {
  [PASSWORD]: '$2b$05$abcdefghijklmnopqrstuuSnF5tLPqPFqc0z9CY0HcSLFbSRlL67u',
  [SECOND_PASSWORD]: '$2b$05$abcdefghijklmnopqrstuu4e95W6iaqcveQHUieuiyDN6R/7ck4Ka',
  [ECR_PASSWORD]: '$2b$05$abcdefghijklmnopqrstuu/4ofrUS75HrKu6f.iuRo0I/XlrmpqlC',
};

export type RegistryAuth =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'token'; readonly realm: string; readonly key: TokenKey };

export interface TestRegistry {
  readonly host: string;
  readonly daemon: Daemon;
  /** Lets another password in, as somebody does who rotates one. */
  setPassword(user: string, password: string): Promise<void>;
  close(): Promise<void>;
}

/** A real registry (github.com/distribution/distribution) on loopback, with an empty store. */
export async function startRegistry(auth: RegistryAuth = { kind: 'nobody' }): Promise<TestRegistry> {
  const { registry } = await binaries(['registry'], reportToPeople);
  const directory = await mkdtemp(join(tmpdir(), 'dm-registry-'));
  const [port = 0] = await freePorts(1);
  const host = `127.0.0.1:${port}`;
  const passwords = join(directory, 'htpasswd');
  const setPassword = (user: string, password: string) => writeFile(passwords, `${user}:${hashes[password]}\n`);
  if (auth.kind === 'basic') await setPassword(auth.user, auth.password);
  await mkdir(join(directory, 'store'));
  const config = {
    version: '0.1',
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: join(directory, 'store') } },
    http: { addr: host },
    ...(await authConfig(auth, directory, passwords)),
  };
  await writeFile(join(directory, 'config.yml'), JSON.stringify(config));
  const { instance, supervision } = testChildren();
  const daemon = new Daemon({
    name: 'registry',
    command: [registry, 'serve', join(directory, 'config.yml')],
    logFile: join(directory, 'log'),
    pidFile: join(directory, 'pid'),
    supervision,
    instance,
    env: { OTEL_TRACES_EXPORTER: 'none' },
  });
  await daemon.start();
  const close = async () => {
    await daemon.kill('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  };
  await waitFor('the registry', 20_000, async () => {
    daemon.demandRunning();
    return (await fetch(`http://${host}/v2/`)).status < 500;
  });
  return { host, daemon, setPassword, close };
}

async function authConfig(auth: RegistryAuth, directory: string, passwords: string): Promise<object> {
  if (auth.kind === 'nobody') return {};
  if (auth.kind === 'basic') return { auth: { htpasswd: { realm: 'registry', path: passwords } } };
  const jwks = join(directory, 'jwks.json');
  await writeFile(jwks, JSON.stringify({ keys: [auth.key.jwk] }));
  const { realm, key } = auth;
  return { auth: { token: { realm, service: key.service, issuer: key.issuer, jwks } } };
}

export const newName = (host: string): string => `${host}/team/shop-${randomUUID().slice(0, 8)}`;
