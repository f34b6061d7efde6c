/** Where only this machine finds environments: each is a host of its own, behind one port of loopback (RFC 6761, 6.3). */
export const LOOPBACK_DOMAIN = 'localhost';
/** A free one is taken where it is in use. */
export const USUAL_PORT = 4400;

/** `http://shop-pr-12.localhost:4400/` */
export const loopbackUrl = (name: string, port: number = USUAL_PORT): string =>
  `http://${name}.${LOOPBACK_DOMAIN}:${port}/`;
