import { allowedEnvironment } from '#adapters/local/processes/environment.ts';
import { jsonLog } from '#adapters/node/log.ts';
import { startChildren } from '#apps/up/world/children.ts';
import { Closing } from '#apps/up/world/closing.ts';
import { makeDirectories } from '#apps/up/world/directories.ts';
import { clearStaleRuns } from '#apps/up/world/stale-runs.ts';
import { takeSocket } from '#apps/up/socket.ts';

/** `dm up` reduced to what it starts and makes: shell commands as children, a directory, a socket. It never ends. */
const [, , socket = '', ...commands] = process.argv;
const log = jsonLog(
  (line) => void process.stdout.write(line),
  () => '',
);
const closing = new Closing(log);
const local = startChildren({ log, closing });
await takeSocket({ path: socket, user: 'ana', supervision: local.supervision, log, closing });
await clearStaleRuns(log);
const { run } = await makeDirectories(process.env, local);
const env = allowedEnvironment(process.env, '/usr/bin');
for (const [index, command] of commands.entries()) {
  await local.children.start({ command: ['sh', '-c', command], directory: run, env, name: `test/${index}` });
}
log.info('ready', { run, instance: local.children.instance });
