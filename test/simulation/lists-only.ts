import { ObjectsError } from '#ports/objects/errors.ts';
import type { Objects } from '#ports/objects/objects.ts';

/** A server that cannot begin a watch with everything there is, as older ones cannot. */
export function listsOnly(server: Objects): Objects {
  return {
    get: (kind, key) => server.get(kind, key),
    list: (kind, selection) => server.list(kind, selection),
    watch: (kind, options) => (options.sendInitialEvents ? refused : server.watch(kind, options)),
    apply: (kind, object, options) => server.apply(kind, object, options),
    putStatus: (kind, key, status, condition) => server.putStatus(kind, key, status, condition),
    removeFinalizer: (kind, key, finalizer, condition) => server.removeFinalizer(kind, key, finalizer, condition),
    delete: (kind, key, options) => server.delete(kind, key, options),
  };
}

const refusal = () => Promise.reject(new ObjectsError('Invalid', 'sendInitialEvents is forbidden for watch'));
const refused: AsyncIterable<never> = { [Symbol.asyncIterator]: () => ({ next: refusal }) };
