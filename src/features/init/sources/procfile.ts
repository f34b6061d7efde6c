/** One process type of a Procfile. */
export interface Process {
  readonly type: string;
  readonly command: string;
  /** One-based. */
  readonly line: number;
}

/** Reads a Procfile: `TYPE: COMMAND`, one a line; other lines are left out. */
export const parseProcfile = (text: string): readonly Process[] =>
  text.split(/\r?\n/).flatMap((content, index) => {
    const [, type, command] = /^([A-Za-z0-9_-]+):\s*(\S.*)$/.exec(content) ?? [];
    return type && command ? [{ type, command: command.trim(), line: index + 1 }] : [];
  });
