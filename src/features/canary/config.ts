/** What the canary's pods run. */
export interface CanaryConfig {
  /** An image that is in the cluster anyway: ours. It must run as a numeric user that is not root. */
  readonly image: string;
  /** Listens until it is ended. */
  readonly listen: readonly string[];
  /**
   * Calls the listener several times and ends: with `REACHED` when the last call was answered, with `BLOCKED` when it
   * was not. The last counts, since a policy may take seconds until it holds for a new pod.
   */
  readonly call: (host: string) => readonly string[];
}

export const REACHED = 0;
export const BLOCKED = 3;

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
