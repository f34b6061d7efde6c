import type { CliIo } from '#apps/cli/io.ts';
import { renderStatus } from '#apps/cli/screens/status.ts';
import { query, type QueryOptions } from './query.ts';

export const status = (options: QueryOptions, io: CliIo): Promise<number> =>
  query({ path: '/v1/status', render: renderStatus }, options, io);
