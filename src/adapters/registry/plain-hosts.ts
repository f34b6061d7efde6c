/** Whether a host (with its port) is spoken to in plain HTTP. */
export type IsPlain = (host: string) => boolean;

const loopback = /^(localhost|127(\.\d{1,3}){3})(:\d+)?$/;

/** Loopback is, as Docker and containerd have it; so is what the configuration names. */
export function plainHosts(insecureRegistries: readonly string[] = []): IsPlain {
  const named = new Set(insecureRegistries);
  return (host) => loopback.test(host) || named.has(host);
}
