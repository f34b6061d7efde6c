import { BLOCKED, REACHED, type CanaryConfig } from './config.ts';

const PORT = 8080;
const TRIES = 10;
const TRY_MS = 1000;

/** On every address unless one is named. */
const listener = `require('node:net').createServer((socket) => socket.on('error', () => {}).end('ok')).listen(${PORT}, process.argv[1])`;

const caller = (tries: number) => `
const { connect } = require('node:net');
const once = () => new Promise((tell) => {
  const socket = connect({ host: process.argv[1], port: ${PORT}, timeout: ${TRY_MS} });
  const end = (reached) => { socket.destroy(); tell(reached); };
  socket.on('connect', () => end(true)).on('timeout', () => end(false)).on('error', () => end(false));
});
const pause = () => new Promise((go) => setTimeout(go, ${TRY_MS}));
(async () => {
  let reached = await once();
  for (let count = 1; count < ${tries}; count++) { await pause(); reached = await once(); }
  process.exit(reached ? ${REACHED} : ${BLOCKED});
})();`;

/** For an image that has `node`. */
export const nodeCanary = (image: string, tries: number = TRIES): CanaryConfig => ({
  image,
  listen: ['node', '-e', listener],
  call: (host) => ['node', '-e', caller(tries), host],
});
