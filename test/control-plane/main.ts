import { startControlPlane } from '#dev/control-plane/control-plane.ts';

/** `node test/control-plane/main.ts DIRECTORY`: a process with a control plane, to be killed. */
const [, , directory = ''] = process.argv;
const { url } = await startControlPlane({ directory });
console.log(url);
