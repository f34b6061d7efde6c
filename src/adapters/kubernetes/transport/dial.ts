import { connect as connectInTheClear, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ClusterAccess } from './access.ts';

/** A socket to an API server, still connecting. HTTP/2 is what it speaks, over TLS (RFC 7301) as well as in the clear. */
export function dial({ server, ...access }: ClusterAccess): Socket {
  const host = server.hostname.replaceAll(/^\[|\]$/g, '');
  if (server.protocol === 'http:') return connectInTheClear({ host, port: Number(server.port || 80) });
  const { certificateAuthority, serverName, insecure, clientCertificate } = access;
  return connectTls({
    host,
    port: Number(server.port || 443),
    ALPNProtocols: ['h2'],
    // An address may not be named there (RFC 6066, 3); the certificate is held against it all the same.
    servername: serverName ?? (isIP(host) ? '' : host),
    ...(certificateAuthority !== undefined && { ca: certificateAuthority }),
    ...(insecure === true && { rejectUnauthorized: false }),
    ...(clientCertificate && { cert: clientCertificate.certificate, key: clientCertificate.key }),
  });
}
