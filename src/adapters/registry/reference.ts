/** Where the image of a name is. */
export interface RepositoryAddress {
  /** The registry as people and pull secrets name it, with its port: `docker.io`, `registry.acme.com:5000`. */
  readonly registry: string;
  /** The host that answers for it. */
  readonly host: string;
  /** The repository within the registry: `library/shop`. */
  readonly path: string;
}

const HUB = 'docker.io';
const HUB_HOST = 'registry-1.docker.io';
const registryName = /^[a-z0-9]+(?:[.-]+[a-z0-9]+)*(?::[0-9]{1,5})?$/;
/** `<name>` in the OCI distribution specification. */
const repositoryPath = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;

/** The address of an image's name without tag, read as Docker and Kubernetes read it; undefined when it is no name. */
export function addressOf(name: string): RepositoryAddress | undefined {
  const { registry, path } = split(name);
  if (!registryName.test(registry) || !repositoryPath.test(path)) return undefined;
  return { registry, host: registry === HUB ? HUB_HOST : registry, path };
}

/** https://github.com/distribution/reference, normalize.go: what has no registry is on Docker Hub. */
function split(name: string): { readonly registry: string; readonly path: string } {
  const [first = '', ...rest] = name.split('/');
  const namesRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const path = namesRegistry ? rest.join('/') : name;
  if (namesRegistry && first !== HUB && first !== `index.${HUB}`) return { registry: first, path };
  return { registry: HUB, path: path.includes('/') ? path : `library/${path}` };
}
