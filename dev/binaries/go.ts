import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CodedError } from '#lib/coded-error.ts';
import { programPath } from '#dev/processes/path.ts';

/** `go build` writes the whole reason of a failure last. */
const KEPT_LINES = 30;

export const moduleDirectory = (module: string): string => fileURLToPath(new URL(module, import.meta.url));

/** Static programs, so that an image of one needs nothing else in it. */
const environment = { ...process.env, PATH: programPath(), CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };

/**
 * The version of Go and what it builds for, as in `go1.26.8 linux amd64`.
 * @throws `GoMissing`, or `GoTooOld` for a module that wants a newer one
 */
export function goVersion(module: string): string {
  const found = spawnSync('go', ['env', 'GOVERSION', 'GOOS', 'GOARCH'], {
    cwd: moduleDirectory(module),
    env: environment,
    encoding: 'utf8',
  });
  if (found.error) throw missing(found.error);
  if (found.status !== 0) throw tooOld(found.stderr.trim());
  return found.stdout.trim().split('\n').join(' ');
}

const missing = (cause: Error): CodedError =>
  new CodedError('GoMissing', 'there is no program "go" on PATH: Kubernetes is built from its source', {
    source: 'user',
    next: 'install Go 1.26 or newer from https://go.dev/dl, or set KUBEBUILDER_ASSETS to a directory with kube-apiserver, etcd and kubectl',
    cause,
  });

const tooOld = (said: string): CodedError =>
  new CodedError('GoTooOld', `go cannot build this module: ${said}`, {
    source: 'user',
    next: 'install Go 1.26 or newer from https://go.dev/dl',
  });

export interface GoBuild {
  readonly module: string;
  readonly arguments: readonly string[];
  readonly output: string;
  /** The newest line that Go has written. */
  readonly onLine: (line: string) => void;
}

/** Runs one `go build`. @throws `BuildFailed` with Go's last words */
export async function goBuild({ module, arguments: args, output, onLine }: GoBuild): Promise<void> {
  const [build = 'build', ...rest] = args;
  const child = spawn('go', [build, '-o', output, ...rest], {
    cwd: moduleDirectory(module),
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lines.push(...text.split('\n').filter((line) => line !== ''));
    lines.splice(0, lines.length - KEPT_LINES);
    onLine(lines.at(-1) ?? '');
  });
  const ended = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? '' : `ended with ${signal ?? code}`));
  });
  if (ended !== '') throw failed(rest.at(-1) ?? '', ended, lines);
}

const failed = (name: string, ended: string, lines: readonly string[]): CodedError =>
  new CodedError('BuildFailed', `go build ${name} ${ended}:\n${lines.join('\n')}`, {
    source: 'system',
    next: 'run it again: what was built is kept; modules come from the proxy that `go env GOPROXY` names',
  });
