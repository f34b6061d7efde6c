import { connect, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2';
import { once } from 'node:events';

export interface BareRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly contentType?: string;
  readonly body?: string;
}

export interface BareAnswer {
  readonly status: number;
  readonly text: string;
}

export interface Target {
  readonly url: string;
  /** PEM. */
  readonly certificateAuthority: string;
  readonly token: string;
}

/** One HTTP/2 session of Node and nothing else: what can be had of an API server without any code of ours. */
export class BareClient {
  readonly #session: ClientHttp2Session;
  readonly #authorization: string;

  private constructor(session: ClientHttp2Session, token: string) {
    this.#session = session;
    this.#authorization = `Bearer ${token}`;
  }

  static async connect({ url, certificateAuthority, token }: Target): Promise<BareClient> {
    const session = connect(url, { ca: certificateAuthority, settings: { initialWindowSize: 4 * 1024 * 1024 } });
    await once(session, 'connect');
    session.setLocalWindowSize(4 * 1024 * 1024);
    return new BareClient(session, token);
  }

  /** Rejects when there is no answer, or none of success. */
  async send({ method, path, contentType, body }: BareRequest): Promise<BareAnswer> {
    const headers: OutgoingHttpHeaders = {
      ':method': method,
      ':path': path,
      authorization: this.#authorization,
      accept: 'application/json',
      ...(contentType !== undefined && { 'content-type': contentType }),
    };
    const answer = await this.#exchange(headers, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 500)}`);
    return answer;
  }

  close(): void {
    this.#session.destroy();
  }

  #exchange(headers: OutgoingHttpHeaders, body: string | undefined): Promise<BareAnswer> {
    return new Promise((resolve, reject) => {
      const stream = this.#session.request(headers, { endStream: body === undefined });
      const chunks: Buffer[] = [];
      let status = 0;
      stream.once('response', (received) => (status = Number(received[':status'])));
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => resolve({ status, text: Buffer.concat(chunks).toString('utf8') }));
      stream.once('error', reject);
      stream.once('close', () => reject(new Error('the stream ended before its answer did')));
      if (body !== undefined) stream.end(body);
    });
  }
}
