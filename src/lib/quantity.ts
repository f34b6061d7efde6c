/** What the suffixes of a Kubernetes quantity stand for (API reference, "Quantity"). */
const binary: readonly (readonly [string, bigint])[] = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'].map((suffix, index) => [
  suffix,
  1024n ** BigInt(6 - index),
]);
const decimal: readonly (readonly [string, bigint])[] = ['E', 'P', 'T', 'G', 'M', 'k'].map((suffix, index) => [
  suffix,
  1000n ** BigInt(6 - index),
]);

/** An amount in thousandths, and whether it is written with powers of 1024. */
export interface Quantity {
  readonly thousandths: bigint;
  readonly isBinary: boolean;
}

const FORM = /^(\d{1,15})(?:\.(\d{1,3}))?(m|[kMGTPE]|[KMGTPE]i)?$/;

/** Reads an amount as Kubernetes writes it: `250m`, `0.5`, `1.5Gi`. Undefined when it is none, or finer than a thousandth. */
export function parseQuantity(text: string): Quantity | undefined {
  const [, whole, fraction = '', suffix = ''] = FORM.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const written = BigInt(whole + fraction.padEnd(3, '0'));
  if (suffix === 'm') return fraction === '' ? { thousandths: BigInt(whole), isBinary: false } : undefined;
  const factor = [...binary, ...decimal].find(([name]) => name === suffix)?.[1] ?? 1n;
  return { thousandths: written * factor, isBinary: suffix.endsWith('i') };
}

/** The one way to write it that an API server gives back: no fraction, the largest suffix that leaves none. */
export function canonicalQuantity({ thousandths, isBinary }: Quantity): string {
  if (thousandths % 1000n !== 0n) return `${thousandths}m`;
  const amount = thousandths / 1000n;
  const isWrittenBinary = isBinary && amount >= 1024n;
  const [suffix, factor] = (isWrittenBinary ? binary : decimal).find(
    ([, one]) => amount !== 0n && amount % one === 0n,
  ) ?? ['', 1n];
  return `${amount / factor}${suffix}`;
}
