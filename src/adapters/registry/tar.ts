/** One entry of an archive, by its path without leading `/`. */
export type TarEntry =
  | { readonly kind: 'file'; readonly path: string; readonly executable: boolean; readonly content: Uint8Array }
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

const BLOCK = 512;
const typeFlags = { file: '0', link: '2', directory: '5' } as const;

/**
 * A POSIX archive (pax, IEEE Std 1003.1) of these entries: always the same bytes for the same entries, since no owner
 * and no time is in it.
 */
export function tarOf(entries: readonly TarEntry[]): Uint8Array<ArrayBuffer> {
  return Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(2 * BLOCK)]);
}

function blocksOf(entry: TarEntry): readonly Uint8Array[] {
  const path = entry.kind === 'directory' ? `${entry.path}/` : entry.path;
  const target = entry.kind === 'link' ? entry.target : '';
  const content = entry.kind === 'file' ? entry.content : Buffer.alloc(0);
  const long = { ...(isLong(path) && { path }), ...(isLong(target) && { linkpath: target }) };
  const header = headerOf({ path, target, size: content.length, mode: modeOf(entry), type: typeFlags[entry.kind] });
  return [...paxOf(long), header, ...padded(content)];
}

const modeOf = (entry: TarEntry): number =>
  entry.kind === 'link' ? 0o777 : entry.kind === 'directory' || entry.executable ? 0o755 : 0o644;

/** What the header's 100 bytes do not hold goes before it, in records of its own. */
function paxOf(long: Readonly<Record<string, string>>): readonly Uint8Array[] {
  const records = Object.entries(long).map(([name, value]) => paxRecord(name, value));
  if (records.length === 0) return [];
  const content = Buffer.from(records.join(''));
  return [headerOf({ path: 'pax', target: '', size: content.length, mode: 0o644, type: 'x' }), ...padded(content)];
}

/** `LENGTH NAME=VALUE\n`, in which LENGTH counts itself. */
function paxRecord(name: string, value: string): string {
  const rest = Buffer.byteLength(` ${name}=${value}\n`);
  let length = rest + String(rest).length;
  if (String(length).length > String(rest).length) length = rest + String(length).length;
  return `${length} ${name}=${value}\n`;
}

interface Header {
  readonly path: string;
  readonly target: string;
  readonly size: number;
  readonly mode: number;
  readonly type: string;
}

function headerOf({ path, target, size, mode, type }: Header): Uint8Array {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number) =>
    header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  header.set(Buffer.from(path).subarray(0, 100), 0);
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  header.fill(' ', 148, 156);
  header.write(type, 156, 'latin1');
  header.set(Buffer.from(target).subarray(0, 100), 157);
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** The header has 100 bytes for it, and only ASCII is sure to be understood there. */
const isLong = (text: string): boolean => Buffer.byteLength(text) > 100 || /[^\x20-\x7e]/.test(text);

const padded = (content: Uint8Array): readonly Uint8Array[] => [
  content,
  Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
];
