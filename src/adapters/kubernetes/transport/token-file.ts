import { readFile } from 'node:fs/promises';
import type { Clock } from '#ports/clock.ts';
import type { Credentials } from './access.ts';

/** The kubelet replaces a projected token at 80 % of its life (Kubernetes documentation, "Projected Volumes"). */
const READ_AGAIN_MS = 60_000;

/** A token that lives in a file and is replaced there. Rejects with the error of the file system. */
export function tokenFile(path: string, clock: Clock): Credentials {
  let known: { readonly token: string; readonly readAt: number } | undefined;
  return {
    async token() {
      const now = clock.now();
      if (known && Math.abs(now - known.readAt) < READ_AGAIN_MS) return known.token;
      const token = (await readFile(path, 'utf8')).trim();
      known = { token, readAt: now };
      return token;
    },
    refused(token) {
      if (known?.token === token) known = undefined;
    },
  };
}

/** A token that never changes. */
export const fixedToken = (token: string): Credentials => ({ token: async () => token, refused: () => undefined });
