import { memoryTree } from './memory-tree.testing.ts';
import { sourceTreeContract } from './source-tree.contract.ts';

sourceTreeContract('a table of files', async (content) => memoryTree(content));
