import { memoryTree } from '#ports/source-tree/memory-tree.testing.ts';
import type { TreeContent } from '#ports/source-tree/source-tree.contract.ts';
import type { Answers, Draft } from './draft.ts';
import { gatherSources } from './gather.ts';
import { draftOf } from './plan.ts';

/** The draft for a repository of these files, in a directory called `shop`. */
export const draftFor = async (content: TreeContent, answers: Answers = {}): Promise<Draft> =>
  draftOf(await gatherSources(memoryTree(content), 'shop'), answers);

export const json = (value: unknown): string => JSON.stringify(value, undefined, 2);
