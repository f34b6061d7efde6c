import { spawn } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { waitFor } from '#dev/processes/wait.ts';
import { run } from '#dev/processes/run.ts';

/** Another machine on a link of its own, with the host at 198.19.255.1; it sends all of 198.18.0.0/15 to the host. */
export interface Stranger {
  /** Whether it gets a connection. */
  reaches(address: string, port: number): Promise<boolean>;
  leave(): Promise<void>;
}

const HOST = '198.19.255.1';
const LINK = 'dm-stranger';

const spaceOf = (process: string): string => readlinkSync(`/proc/${process}/ns/net`);

export async function stranger(): Promise<Stranger> {
  const holder = spawn('unshare', ['--net', 'sleep', 'infinity'], { stdio: 'ignore' });
  const id = String(holder.pid);
  await waitFor('its own network', 10_000, () => spaceOf(id) !== spaceOf('self'));
  const inside = (...command: readonly string[]) => run(['nsenter', `--net=/proc/${id}/ns/net`, ...command]);
  await run(['ip', 'link', 'add', LINK, 'type', 'veth', 'peer', 'name', `${LINK}1`]);
  await run(['ip', 'link', 'set', `${LINK}1`, 'netns', id]);
  await run(['ip', 'address', 'add', `${HOST}/30`, 'dev', LINK]);
  await run(['ip', 'link', 'set', LINK, 'up']);
  await inside('ip', 'address', 'add', '198.19.255.2/30', 'dev', `${LINK}1`);
  await inside('ip', 'link', 'set', `${LINK}1`, 'up');
  await inside('ip', 'route', 'add', '198.18.0.0/15', 'via', HOST);
  return {
    reaches: async (address, port) => {
      const connect = `require('node:net').connect(${port}, '${address}')
        .on('connect', () => process.exit(console.log('yes')))
        .on('error', ({ code }) => process.exit(console.log(code)));
        setTimeout(() => process.exit(console.log('no answer')), 2000)`;
      return (await inside(process.execPath, '--eval', connect)).trim() === 'yes';
    },
    leave: async () => {
      await run(['ip', 'link', 'delete', LINK]);
      holder.kill('SIGKILL');
    },
  };
}
