/** Where a value comes from. */
export interface Source {
  /** `scripts.start`, `EXPOSE 8080`; without a file the whole of it: `default`. */
  readonly what: string;
  readonly file?: string;
  /** One-based. */
  readonly line?: number;
}

/** A value, and why it is that one. */
export interface Found<Value> {
  readonly value: Value;
  readonly from: Source;
}

/** Something seen in a file that could not be read, or not understood. */
export interface SourceProblem {
  readonly file: string;
  /** One-based. */
  readonly line?: number;
  readonly message: string;
}

export const byDefault: Source = { what: 'default' };
export const byAnswer: Source = { what: 'your answer' };

/** `EXPOSE 8080 in Dockerfile, line 12` */
export function describeSource({ what, file, line }: Source): string {
  if (file === undefined) return what;
  return `${what} in ${file}${line === undefined ? '' : `, line ${line}`}`;
}

/** `compose.yaml, line 3: is not valid YAML` */
export const describeProblem = ({ file, line, message }: SourceProblem): string =>
  `${file}${line === undefined ? '' : `, line ${line}`}: ${message}`;
