import type { CliIo } from '#apps/cli/io.ts';
import { renderEnvironment } from '#apps/cli/screens/environment.ts';
import { query, type QueryOptions } from './query.ts';

export const envDescribe = (name: string, options: QueryOptions, io: CliIo): Promise<number> =>
  query({ path: `/v1/environments/${encodeURIComponent(name)}`, render: renderEnvironment }, options, io);
