import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Identity } from './certificates.ts';

/** A file of `--token-auth-file`: token, user, user id, groups in quotes (kubernetes.io: Authenticating, "Static token file"). */
export class Tokens {
  readonly file: string;
  readonly #lines = new Map<string, { readonly token: string; readonly groups: readonly string[] }>();

  constructor(file: string) {
    this.file = file;
    if (existsSync(file)) this.#read();
  }

  /** Gives every identity a token; one that had one keeps it. The API server reads the file when it starts. */
  add(identities: readonly Identity[]): void {
    for (const { user, groups = [] } of identities) {
      const token = this.#lines.get(user)?.token ?? randomBytes(24).toString('hex');
      this.#lines.set(user, { token, groups });
    }
    const lines = [...this.#lines].map(
      ([user, { token, groups }]) => `${token},${user},${user},"${groups.join(',')}"\n`,
    );
    writeFileSync(this.file, lines.join(''), { mode: 0o600 });
  }

  of(user: string): string | undefined {
    return this.#lines.get(user)?.token;
  }

  #read(): void {
    for (const line of readFileSync(this.file, 'utf8').split('\n')) {
      const [, token, user, groups] = /^(\w+),([^,]+),[^,]+,"(.*)"$/.exec(line) ?? [];
      if (token === undefined || user === undefined) continue;
      this.#lines.set(user, { token, groups: groups === '' ? [] : (groups ?? '').split(',') });
    }
  }
}
