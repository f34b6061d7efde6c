import type { ConnectionOptions } from 'node:tls';

/** How an API server is reached and by whom. */
export interface ClusterAccess {
  /** `https://host:port`, with the path that it is served under, if any. */
  readonly server: URL;
  /** The certificates that its own must come from, PEM; left out: the system's. */
  readonly certificateAuthority?: string;
  /** The name that its certificate must have, where that is not the host of `server`. */
  readonly serverName?: string;
  /** Trust any certificate: for clusters of one's own machine, never by default. */
  readonly insecure?: boolean;
  /** PEM. */
  readonly clientCertificate?: { readonly certificate: string; readonly key: string };
  /** Left out: the certificate alone says who asks. */
  readonly credentials?: Credentials;
}

/** Who gives the bearer token. */
export interface Credentials {
  /** The token as it is now. */
  token(): Promise<string>;
  /** The server refused this token: the next one must not come from memory. */
  refused(token: string): void;
}

/** What TLS needs of it. */
export const tlsOptionsOf = ({
  certificateAuthority,
  serverName,
  insecure,
  clientCertificate,
}: ClusterAccess): Pick<ConnectionOptions, 'ca' | 'servername' | 'rejectUnauthorized' | 'cert' | 'key'> => ({
  ...(certificateAuthority !== undefined && { ca: certificateAuthority }),
  ...(serverName !== undefined && { servername: serverName }),
  ...(insecure === true && { rejectUnauthorized: false }),
  ...(clientCertificate && { cert: clientCertificate.certificate, key: clientCertificate.key }),
});
