import type { PullSecretEntry } from './pull-secret.ts';
import type { RepositoryAddress } from './reference.ts';

/** Under this key `docker login` keeps what Docker Hub takes. */
const HUB_KEY = 'index.docker.io';

/**
 * The entries for an image, in the order in which the kubelet tries them: longer paths first, globs last. What is found
 * here can therefore be pulled, and what is not found cannot (kubernetes 1.37, pkg/credentialprovider/keyring.go).
 */
export function entriesFor(
  { registry, path }: RepositoryAddress,
  entries: readonly PullSecretEntry[],
): readonly PullSecretEntry[] {
  const sorted = entries.toSorted((left, right) => (keyOf(left) < keyOf(right) ? 1 : -1));
  const matching = sorted.filter((entry) => hostMatches(entry.host, registry) && `/${path}`.startsWith(entry.path));
  if (matching.length > 0 || registry !== 'docker.io') return matching;
  return sorted.filter(({ host, path: under }) => host === HUB_KEY && under === '');
}

const keyOf = ({ host, path }: PullSecretEntry): string => host + path;

function hostMatches(glob: string, host: string): boolean {
  const [globName, globPort] = splitPort(glob);
  const [name, port] = splitPort(host);
  const globs = globName.split('.');
  const labels = name.split('.');
  return (
    globPort === port &&
    globs.length === labels.length &&
    globs.every((part, index) => partMatches(part, labels[index] ?? ''))
  );
}

function splitPort(host: string): readonly [name: string, port: string] {
  const [name = '', port = ''] = host.split(':');
  return [name, port];
}

/** `*` stands for any characters of one part. */
function partMatches(glob: string, part: string): boolean {
  const [first = '', ...others] = glob.split('*');
  const last = others.pop();
  if (last === undefined) return glob === part;
  if (!part.startsWith(first)) return false;
  let from = first.length;
  for (const piece of others) {
    const at = part.indexOf(piece, from);
    if (at === -1) return false;
    from = at + piece.length;
  }
  return part.length - last.length >= from && part.endsWith(last);
}
