import { LineCounter, parseDocument, type Document } from 'yaml';
import { lineOf } from '#model/yaml-line.ts';

/** A file of YAML as plain values, and where in it they stand. */
export interface YamlFile {
  readonly value: unknown;
  /** One-based; of the nearest thing above where the path itself is not in the text. */
  readonly lineOf: (...path: readonly string[]) => number;
}

export interface YamlProblem {
  /** One-based. */
  readonly line: number;
  readonly message: string;
}

export type YamlResult =
  | { readonly ok: true; readonly file: YamlFile }
  | { readonly ok: false; readonly problem: YamlProblem };

/** As for the file that is written: the parser's work grows by the square of the keys of a map. */
const MAXIMUM_CHARACTERS = 65_536;

/** What aliases may expand to, as the parser counts: hand-written files stay far below. */
const MAXIMUM_ALIASES = 100;

/** Reads YAML with merge keys. Aliases that expand without end, and nesting without end, are problems. Never throws. */
export function readYaml(text: string): YamlResult {
  if (text.length > MAXIMUM_CHARACTERS) {
    return { ok: false, problem: { line: 1, message: `is longer than ${MAXIMUM_CHARACTERS} characters` } };
  }
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
    const [syntax] = document.errors;
    if (syntax) {
      const { line } = lines.linePos(syntax.pos[0]);
      return { ok: false, problem: { line, message: 'is not valid YAML from here on' } };
    }
    return { ok: true, file: fileOf(document, lines) };
  } catch {
    const message = 'cannot be read: it nests too deeply, or its aliases expand to too much';
    return { ok: false, problem: { line: 1, message } };
  }
}

const fileOf = (document: Document, lines: LineCounter): YamlFile => ({
  value: document.toJS({ maxAliasCount: MAXIMUM_ALIASES }),
  lineOf: (...path) => lineOf(path, document, lines),
});
