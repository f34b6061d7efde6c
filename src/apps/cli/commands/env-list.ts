import type { CliIo } from '#apps/cli/io.ts';
import { renderEnvironments } from '#apps/cli/screens/environments.ts';
import { query, type QueryOptions } from './query.ts';

export const envList = (options: QueryOptions, io: CliIo): Promise<number> =>
  query({ path: '/v1/environments', render: renderEnvironments }, options, io);
