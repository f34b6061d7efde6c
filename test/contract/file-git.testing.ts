import type { Git, Trees } from '#emulation/github/ports.ts';

const noGit = async () => {
  throw new Error('there is no git here');
};

/** The git side of an emulated GitHub on which only files are read. */
export const fileGit = (trees: () => Trees | undefined): Git => ({
  read: async (...file) => trees()?.read(...file),
  heads: noGit,
  commitsSince: noGit,
  merge: noGit,
  moveBranch: noGit,
  checkOut: noGit,
});
