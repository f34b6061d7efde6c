/** At most `length` characters; what was cut is marked by an ellipsis. */
export const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

/** The first seven characters of a commit, as GitHub shows it. */
export const shortSha = (sha: string): string => sha.slice(0, 7);
