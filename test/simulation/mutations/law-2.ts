import type { Mutation } from './mutation.ts';

export const breakLaw2: Mutation = {
  law: 'law 2',
  sentence: 'a pull request that is not in the list of open ones counts as closed',
  file: 'src/features/deliver/preview/gather.ts',
  find: 'ports.github.pullRequests.get(repository, key.pullRequest);',
  replace: `ports.github.pullRequests.listOpen(repository).then((open) => {
      const absent = { state: 'closed', merged: false, title: '', author: '', head: '', headBranch: '', base: '' };
      const found = open.find(({ number }) => number === key.pullRequest);
      return found ?? { ...absent, number: key.pullRequest, fork: false, updatedAt: '9999' };
    });`,
};
