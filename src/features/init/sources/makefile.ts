/** The lines of a Makefile that begin a rule with a plain name, by that name. */
export function makefileTargets(text: string): ReadonlyMap<string, number> {
  const lines = text.split(/\r?\n/).map((content, index) => ({ content, line: index + 1 }));
  const targets = lines.flatMap(({ content, line }) => {
    const [, names = ''] = /^([A-Za-z0-9_. -]+?)\s*::?(?![:=])/.exec(content) ?? [];
    return (names === '' ? [] : names.split(/\s+/)).map((name) => [name, line] as const);
  });
  return new Map(targets.toReversed());
}
