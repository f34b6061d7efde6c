/** One instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  /** In upper case. */
  readonly keyword: string;
  readonly rest: string;
  /** One-based, of its first line. */
  readonly line: number;
}

/**
 * Splits a Dockerfile into instructions: comments and blank lines are left out, also between continued lines, and so are
 * the bodies of here-documents (Dockerfile reference: "Format", "Parser directives", "Here-Documents").
 */
export function instructionsOf(text: string): readonly Instruction[] {
  const lines = text.split(/\r?\n/);
  const escape = escapeOf(lines);
  const found: Instruction[] = [];
  for (let at = 0; at < lines.length;) {
    const { joined, next } = continued(lines, at, escape);
    const [, keyword, rest = ''] = /^\s*([A-Za-z]+)(?:\s+(.*))?$/s.exec(joined) ?? [];
    const instruction = keyword && { keyword: keyword.toUpperCase(), rest: rest.trim(), line: at + 1 };
    if (instruction) found.push(instruction);
    at = instruction ? afterHeredocs(lines, next, instruction) : next;
  }
  return found;
}

const isComment = (line: string): boolean => /^\s*#/.test(line);

/** The directive `# escape=` stands above everything else. */
function escapeOf(lines: readonly string[]): string {
  for (const line of lines) {
    const [, name, value] = /^#\s*([A-Za-z]+)\s*=\s*(\S+)\s*$/.exec(line) ?? [];
    if (name === undefined) break;
    if (name.toLowerCase() === 'escape') return value === '`' ? '`' : '\\';
  }
  return '\\';
}

function continued(lines: readonly string[], start: number, escape: string): { joined: string; next: number } {
  if (isComment(lines[start] ?? '')) return { joined: '', next: start + 1 };
  const parts: string[] = [];
  for (let at = start; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trimEnd();
    if (at > start && (line === '' || isComment(line))) continue;
    if (!line.endsWith(escape)) return { joined: [...parts, line].join(''), next: at + 1 };
    parts.push(line.slice(0, -1));
  }
  return { joined: parts.join(''), next: lines.length };
}

/** @returns the line after the bodies of all here-documents that the instruction opens */
function afterHeredocs(lines: readonly string[], next: number, { keyword, rest }: Instruction): number {
  if (!['RUN', 'COPY', 'ADD'].includes(keyword)) return next;
  let at = next;
  for (const [, dash, , word] of rest.matchAll(/<<(-?)(["']?)([A-Za-z_]\w*)\2/g)) {
    const isEnd = (line: string) => (dash === '-' ? line.replace(/^\t+/, '') : line) === word;
    while (at < lines.length && !isEnd(lines[at] ?? '')) at += 1;
    at += 1;
  }
  return at;
}
