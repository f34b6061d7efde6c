import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ask, run } from '#dev/processes/run.ts';
import { CodedError } from '#lib/coded-error.ts';

/** An identity as certificates of Kubernetes say it: the common name is the user, organizations are its groups. */
export interface Identity {
  readonly user: string;
  readonly groups?: readonly string[];
}

export interface KeyPair {
  readonly certificateFile: string;
  readonly keyFile: string;
}

export interface PemKeyPair {
  readonly certificate: string;
  readonly key: string;
}

const DAYS = '3650';
/** Of the machine's own file it would take extensions that ours contradict. */
const CONFIGURATION = '[req]\ndistinguished_name = subject\n[subject]\n';
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];

/** A certificate authority in a directory of its own. What is there already is kept. Needs openssl 3. */
export class CertificateAuthority {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async open(directory: string): Promise<CertificateAuthority> {
    await demandOpenssl();
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await writeFile(join(directory, 'openssl.cnf'), CONFIGURATION);
    const authority = new CertificateAuthority(directory);
    await authority.#make('ca', { user: 'dungeon-master-ca' }, [
      'basicConstraints=critical,CA:TRUE',
      'keyUsage=critical,keyCertSign,cRLSign,digitalSignature',
    ]);
    return authority;
  }

  get certificateFile(): string {
    return this.#file('ca', 'crt');
  }

  get keyFile(): string {
    return this.#file('ca', 'key');
  }

  certificate(): Promise<string> {
    return readFile(this.certificateFile, 'utf8');
  }

  /** For a server that is reached at these names and addresses. */
  server(name: string, { user, groups = [] }: Identity, at: readonly string[]): Promise<KeyPair> {
    const names = at.map((one) => `${/^[\d.]+$/.test(one) ? 'IP' : 'DNS'}:${one}`);
    const extensions = [`subjectAltName=${names.join(',')}`, 'extendedKeyUsage=serverAuth,clientAuth'];
    return this.#make(name, { user, groups }, extensions);
  }

  client(name: string, identity: Identity): Promise<KeyPair> {
    return this.#make(name, identity, ['extendedKeyUsage=clientAuth']);
  }

  #file(name: string, end: 'crt' | 'key'): string {
    return join(this.#directory, `${name}.${end}`);
  }

  async #make(name: string, { user, groups = [] }: Identity, extensions: readonly string[]): Promise<KeyPair> {
    const pair = { certificateFile: this.#file(name, 'crt'), keyFile: this.#file(name, 'key') };
    if (existsSync(pair.certificateFile)) return pair;
    const signer = name === 'ca' ? [] : ['-CA', this.certificateFile, '-CAkey', this.keyFile];
    const subject = [...groups.map((group) => `/O=${escape(group)}`), `/CN=${escape(user)}`].join('');
    await run(
      ['openssl', 'req', '-x509', '-config', join(this.#directory, 'openssl.cnf'), ...NEW_KEY, ...signer]
        .concat('-subj', subject, '-days', DAYS, '-keyout', pair.keyFile, '-out', `${pair.certificateFile}.new`)
        .concat(extensions.flatMap((extension) => ['-addext', extension])),
    );
    await rename(`${pair.certificateFile}.new`, pair.certificateFile);
    return pair;
  }
}

/** In a subject of openssl a slash begins the next part. */
const escape = (text: string): string => text.replaceAll(/[/\\+=]/g, String.raw`\$&`);

export async function readKeyPair({ certificateFile, keyFile }: KeyPair): Promise<PemKeyPair> {
  const [certificate, key] = await Promise.all([readFile(certificateFile, 'utf8'), readFile(keyFile, 'utf8')]);
  return { certificate, key };
}

async function demandOpenssl(): Promise<void> {
  const { code, output } = await ask(['openssl', 'version']);
  if (code === 0 && /^OpenSSL [3-9]/.test(output)) return;
  throw new CodedError(
    'OpensslMissing',
    `certificates are made with openssl 3, and here is ${output.trim() || 'none'}`,
    {
      source: 'user',
      next: 'make machine',
    },
  );
}
