import { CodedError } from '#lib/coded-error.ts';
import { ImagesError } from '#ports/images.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { ObjectReader } from '#ports/objects/objects.ts';

/** What a person is told when their cluster does not do as it is asked; other errors stay as they are. */
export function unusable(context: string, error: unknown): unknown {
  if (!(error instanceof ObjectsError)) return error;
  const { message, source } = error;
  const next = adviceOn(context, error);
  return new CodedError('ClusterUnusable', `context ${context}: ${message}`, { source, next, cause: error });
}

const adviceOn = (context: string, { code, next }: ObjectsError): string | undefined =>
  code === 'Unavailable' ? `see whether it answers: kubectl --context ${context} get nodes` : next;

/** Reads whose errors say which cluster it is, and what to do. */
export function readerFor(context: string, objects: ObjectReader): ObjectReader {
  const tell = (error: unknown): never => {
    if (!(error instanceof ObjectsError)) throw error;
    const { code, message } = error;
    throw new ObjectsError(code, `context ${context}: ${message}`, { next: adviceOn(context, error), cause: error });
  };
  return {
    get: (kind, key) => objects.get(kind, key).catch(tell),
    list: (kind, selection) => objects.list(kind, selection).catch(tell),
  };
}

/** What a person is told when their registry takes no image; other errors stay as they are. */
export function registryUnusable(registry: string, error: unknown): unknown {
  if (!(error instanceof ImagesError)) return error;
  const { code, message, source } = error;
  const [host = ''] = registry.split('/');
  const next = {
    Invalid: 'name it without a scheme: --registry HOST[:PORT][/PATH]',
    Forbidden: `sign in with the right to push: docker login ${host} (credential helpers are not asked)`,
    Unavailable: `see whether it answers: curl -i https://${host}/v2/ ; one without TLS needs --plain-http`,
  }[code];
  return new CodedError('RegistryUnusable', `--registry ${registry}: ${message}`, { source, next, cause: error });
}
