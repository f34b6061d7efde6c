import type { Mutation } from './mutation.ts';

export const breakLaw9: Mutation = {
  law: 'law 9',
  sentence: 'a pull request that GitHub does not give counts as closed',
  file: 'src/features/deliver/preview/gather.ts',
  find: `const [pullRequest, found] = await Promise.all([
    ports.github.pullRequests.get(repository, key.pullRequest),
    gatherRecords(ports.github.deployments, previewChain(key), environment?.spec.revision?.deploymentId),
  ]);`,
  replace: `const absent = { state: 'closed', merged: false, title: '', author: '', head: '', headBranch: '', base: '' };
  const gone = { ...absent, number: key.pullRequest, fork: false, updatedAt: '9999' };
  const noRecords = { chain: { newest: undefined, winners: [], doubles: [] }, statuses: [], freshness: 'fresh' };
  const [pullRequest, found] = await Promise.all([
    ports.github.pullRequests.get(repository, key.pullRequest).catch(() => gone),
    gatherRecords(ports.github.deployments, previewChain(key), undefined).catch(() => noRecords),
  ]);`,
};
