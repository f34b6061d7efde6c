/** At most `length` UTF-16 units; what was cut is marked by an ellipsis. Half characters become U+FFFD. */
export const cut = (text: string, length: number): string =>
  (text.length <= length ? text : `${text.slice(0, length - 1)}…`).toWellFormed();

/** The text on one line: line ends and control characters become one space. */
export const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();

/** The first seven characters of a commit, as GitHub shows it. */
export const shortSha = (sha: string): string => sha.slice(0, 7);
