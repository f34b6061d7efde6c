import { request } from 'node:http';
import type { Line } from '#test/e2e/dm.testing.ts';

/** Asks a preview by its address, as a browser would: names below `localhost` are this machine (RFC 6761, 6.3). */
export const visit = (url: string): Promise<{ readonly status: number; readonly text: string }> =>
  new Promise((resolve, reject) => {
    const { host, port, pathname } = new URL(url);
    const asked = request({ host: '127.0.0.1', port, path: pathname, headers: { host } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end();
  });

/** A commit status of ours, in one state. */
export const status =
  (sha: string, state: string) =>
  ({ event, ...line }: Line): boolean =>
    event === 'status' && line['sha'] === sha && line['state'] === state;

/** Something that became of a pull request. */
export const became =
  (branch: string, what: string) =>
  ({ event, ...line }: Line): boolean =>
    event === 'pullRequest' && line['branch'] === branch && line['what'] === what;
