import { environmentName, type EnvironmentName } from '#model/ids.ts';

/** Which environment a host is for, by its name alone; it need not exist. */
export type Routes = (host: string) => EnvironmentName | undefined;

/**
 * Routes by the first label: `shop-pr-12.localhost:4000` under the domain `localhost` is `shop-pr-12`.
 * Any other domain is refused, so that no foreign name that points here (DNS rebinding) is served.
 */
export function routesUnder(domain: string): Routes {
  const suffix = `.${domain.toLowerCase()}`;
  return (host) => {
    const name = hostname(host);
    if (!name.endsWith(suffix)) return undefined;
    const label = environmentName.safeParse(name.slice(0, -suffix.length));
    return label.success ? label.data : undefined;
  };
}

/** Without port and the root's dot; host names know no upper case (RFC 9110, 4.2.3). */
const hostname = (host: string): string => host.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase();
