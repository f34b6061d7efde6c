/**
 * The host of the registry that an image's name begins with, as container runtimes read it: the first part, where it
 * looks like a host (github.com/distribution/reference, `splitDockerDomain`).
 */
export function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : 'docker.io';
}
