import { connect as connectInTheClear, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { tlsOptionsOf, type ClusterAccess } from './access.ts';

/** A socket to an API server, still connecting. HTTP/2 is what it speaks, over TLS (RFC 7301) as well as in the clear. */
export function dial(access: ClusterAccess): Socket {
  const { hostname, port, protocol } = access.server;
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  if (protocol === 'http:') return connectInTheClear({ host, port: Number(port || 80) });
  return connectTls({
    host,
    port: Number(port || 443),
    ALPNProtocols: ['h2'],
    // An address may not be named there (RFC 6066, 3); the certificate is held against it all the same.
    servername: isIP(host) ? '' : host,
    ...tlsOptionsOf(access),
  });
}
