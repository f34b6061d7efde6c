import { request } from 'node:http';
import type { Timers } from '#ports/timers.ts';

/** Whether a GET is answered with 200 to 399 within the time, as the kubelet's httpGet probe asks. Never throws. */
export function httpProbe(
  timers: Timers,
  { port, path, timeoutMs }: { readonly port: number; readonly path: string; readonly timeoutMs: number },
): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (answers: boolean) => {
      cancel();
      asked.destroy();
      resolve(answers);
    };
    const asked = request({ host: '127.0.0.1', port, path, agent: false }, ({ statusCode = 0 }) =>
      finish(statusCode >= 200 && statusCode < 400),
    );
    const cancel = timers.after(timeoutMs, () => finish(false));
    asked.on('error', () => finish(false));
    asked.end();
  });
}
