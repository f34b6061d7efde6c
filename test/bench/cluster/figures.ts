/** One figure of a run as `build/bench.json` has it. */
export interface Figure {
  readonly name: FigureName;
  readonly value: number;
  readonly unit: string;
  /** To what the same run has measured beside it, or to the limit where there is nothing to measure beside. */
  readonly ratio: number;
}

export type FigureName =
  | 'apply-300'
  | 'apply-1000'
  | 'writes-per-environment'
  | 'push-10'
  | 'push-1000'
  | 'push-growth'
  | 'quiet-writes'
  | 'memory-1000'
  | 'restart-1000';

interface Limit {
  readonly of: 'value' | 'ratio';
  readonly most: number;
  /** What the ratio is to. */
  readonly to: string;
}

/** All that is measured, in the order in which it is shown. Nothing limits how long a machine takes. */
const limits: Readonly<Record<FigureName, Limit>> = {
  'apply-300': { of: 'ratio', most: 1.5, to: 'the same writes by a bare client' },
  'apply-1000': { of: 'ratio', most: 1.5, to: 'the same writes by a bare client' },
  'writes-per-environment': { of: 'ratio', most: 1, to: 'its objects and three writes of the Environment' },
  'push-10': { of: 'ratio', most: 6, to: 'one bare apply' },
  'push-1000': { of: 'ratio', most: 6, to: 'one bare apply' },
  'push-growth': { of: 'ratio', most: 1.3, to: 'a push among ten' },
  'quiet-writes': { of: 'value', most: 0, to: 'no write' },
  'memory-1000': { of: 'value', most: 200, to: 'a controller with nothing to do' },
  'restart-1000': { of: 'ratio', most: Infinity, to: 'a bare list of the same objects' },
};

export interface Judged extends Figure {
  readonly limit: string;
  readonly to: string;
  readonly isKept: boolean;
}

export function judge(figure: Figure): Judged {
  const { of, most, to } = limits[figure.name];
  const isKept = figure[of] <= most;
  const limit = most === Infinity ? 'none' : `${of} at most ${most}${of === 'value' ? ` ${figure.unit}` : ''}`;
  return { ...figure, limit, to, isKept };
}

export const rounded = (figure: Figure): Figure => ({
  ...figure,
  value: Number(figure.value.toFixed(2)),
  ratio: Number(figure.ratio.toFixed(3)),
});
