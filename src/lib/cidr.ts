/** A block of IP addresses (RFC 4632, RFC 4291 2.3). */
export interface Cidr {
  readonly bits: 32 | 128;
  readonly address: bigint;
  readonly prefix: number;
}

const BLOCK = /^([0-9a-fA-F:.]{2,45})\/(\d{1,3})$/;

/** Reads `10.0.0.0/8` or `2001:db8::/32`; undefined when it is no block, or has bits below its prefix. */
export function parseCidr(text: string): Cidr | undefined {
  const [, host = '', length] = BLOCK.exec(text) ?? [];
  const bits = host.includes(':') ? 128 : 32;
  const address = bits === 128 ? ipv6(host) : ipv4(host);
  const prefix = Number(length);
  if (address === undefined || !(prefix <= bits)) return undefined;
  return network(address, bits, prefix) === address ? { bits, address, prefix } : undefined;
}

/** Whether every address of `inner` is in `outer` too. */
export const includes = (outer: Cidr, inner: Cidr): boolean =>
  outer.bits === inner.bits &&
  outer.prefix <= inner.prefix &&
  network(inner.address, inner.bits, outer.prefix) === outer.address;

const network = (address: bigint, bits: number, prefix: number): bigint =>
  (address >> BigInt(bits - prefix)) << BigInt(bits - prefix);

function ipv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) {
    return undefined;
  }
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

/** Without the form that ends in an IPv4 address. */
function ipv6(text: string): bigint | undefined {
  const [left = '', right, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const missing = 8 - head.length - tail.length;
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}
