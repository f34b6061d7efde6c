import type { CliIo } from '#apps/cli/io.ts';
import { renderWhy } from '#apps/cli/screens/why.ts';
import { query, type QueryOptions } from './query.ts';

export const why = (name: string, options: QueryOptions, io: CliIo): Promise<number> =>
  query({ path: `/v1/why/${encodeURIComponent(name)}`, render: renderWhy }, options, io);
