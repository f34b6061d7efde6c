/** Where a private registry of ECR gives out its authorization tokens. */
export interface EcrRegistry {
  readonly region: string;
  readonly api: URL;
}

const host =
  /^\d{12}\.dkr[.-]ecr(?<fips>-fips)?\.(?<region>[a-z]{2,5}(?:-[a-z]+)+-\d+)\.(?<suffix>amazonaws\.(?:com(?:\.cn)?|eu)|on\.aws)$/;

/**
 * The registry behind a host, or undefined when it is none of ECR's. `dkr-ecr` and `on.aws` are the hosts with IPv6
 * (https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-requests.html). The account is of no matter: a token is
 * good for every registry of the region that the role may read.
 */
export function ecrRegistryOf(registry: string): EcrRegistry | undefined {
  const { region, suffix, fips } = host.exec(registry)?.groups ?? {};
  if (region === undefined || suffix === undefined) return undefined;
  const isDual = suffix === 'on.aws';
  const service = fips ? 'ecr-fips' : isDual ? 'ecr' : 'api.ecr';
  return { region, api: new URL(`https://${service}.${region}.${isDual ? 'api.aws' : suffix}`) };
}
