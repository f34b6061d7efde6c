/** The lines of a Makefile that begin a rule with a plain name, by that name. */
export function makefileTargets(text: string): ReadonlyMap<string, number> {
  const lines = text.split(/\r?\n/).map((content, index) => ({ content, line: index + 1 }));
  const targets = lines.flatMap(({ content, line }) => {
    const [names = '', rest] = content.split(/:(.*)/s);
    const isRule = rest !== undefined && !/^:?:?=/.test(rest) && plainNames.test(names);
    return isRule
      ? names
          .trim()
          .split(' ')
          .map((name) => [name, line] as const)
      : [];
  });
  return new Map(targets.toReversed());
}

/** No pattern, no variable, no recipe. */
const plainNames = /^[A-Za-z0-9_.-][A-Za-z0-9_. -]{0,1000}$/;
