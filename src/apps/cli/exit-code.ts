/** What `dm` exits with; 130 is the shell's word for an end by Ctrl-C. */
export const exitCode = { ok: 0, failure: 1, usage: 2, notFound: 3, interrupted: 130 } as const;
