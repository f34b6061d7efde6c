import type { Mutation } from './mutation.ts';

export const breakLaw9: Mutation = {
  law: 'law 9',
  sentence: 'a pull request that GitHub does not give counts as closed',
  file: 'src/features/deliver/preview/gather.ts',
  find: `const reading = ports.github.pullRequests.get(repository, key.pullRequest);
  const [pullRequest, found, head] = await Promise.all([
    reading,
    gatherRecords(ports.github.deployments, previewChain(key), environment?.spec.revision?.deploymentId),`,
  replace: `const absent = { state: 'closed', merged: false, title: '', author: '', head: '', headBranch: '', base: '' };
  const gone = { ...absent, number: key.pullRequest, fork: false, updatedAt: '9999' };
  const noRecords = { chain: { newest: undefined, winners: [], doubles: [] }, statuses: [], freshness: 'fresh' };
  const reading = ports.github.pullRequests.get(repository, key.pullRequest).catch(() => gone);
  const [pullRequest, found, head] = await Promise.all([
    reading,
    gatherRecords(ports.github.deployments, previewChain(key), undefined).catch(() => noRecords),`,
};
