import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckResult, CheckRunner, CheckToRun, Git } from '#emulation/github/ports.ts';
import { messageOf } from '#lib/coded-error.ts';
import type { Place } from './place.ts';

/** As a workflow on GitHub would: what passed its tests is built and published before the check is told as passed. */
export function publishing(
  runner: CheckRunner,
  { publish }: Pick<Place, 'publish'>,
  git: Git,
  directory: string,
): CheckRunner {
  if (!publish) return runner;
  return {
    async run(check, signal) {
      const result = await runner.run(check, signal);
      if (result.conclusion !== 'success') return result;
      return (await publishFiles(publish, check, git, directory)) ?? result;
    },
  };
}

/** @returns what went wrong */
async function publishFiles(
  publish: NonNullable<Place['publish']>,
  check: CheckToRun,
  git: Git,
  directory: string,
): Promise<CheckResult | undefined> {
  await mkdir(directory, { recursive: true });
  const files = await mkdtemp(join(directory, 'image-'));
  try {
    await git.checkOut(check.repositoryId, check.sha, files);
    await publish(check, files);
    return undefined;
  } catch (error) {
    return { conclusion: 'failure', output: { title: 'the image was not published', summary: messageOf(error) } };
  } finally {
    await rm(files, { recursive: true, force: true });
  }
}
