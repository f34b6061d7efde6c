import { runUp } from '#apps/up/main.ts';
const c = new AbortController();
process.once('SIGINT', () => c.abort());
process.exitCode = await runUp(
  {
    exit: process.argv.includes('--exit'),
    json: false,
    verbose: process.argv.includes('-v'),
    port: 0,
    socket: '/tmp/x.sock',
  },
  {
    stdout: process.stdout,
    stderr: process.stderr,
    colours: false,
    environment: process.env,
    signal: c.signal,
    atExit: (t) => process.on('exit', t),
  },
);
