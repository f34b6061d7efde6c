import { isOwnKind } from '#model/crd/own-kinds.ts';
import { parseObject } from '#model/crd/parse.ts';
import type { Kind } from '#model/kinds.ts';
import type { KubernetesObject } from '#model/kubernetes/meta.ts';
import type { Log } from '#ports/log.ts';
import { ObjectsError } from '#ports/objects/errors.ts';

/** Kubernetes' own kinds are what the server says; ours may have been written by another version of us. */
export function readable<Item extends KubernetesObject>(kind: Kind, value: Item): Item {
  if (!isOwnKind(kind)) return value;
  const parsed = parseObject(kind, value);
  if (parsed.ok) return parsed.object as unknown as Item;
  const { message, next } = parsed.error;
  throw new ObjectsError('Invalid', message, { next, cause: parsed.error });
}

/** One object that cannot be read keeps nobody from the others: it is logged and left out. */
export function readableOrNone<Item extends KubernetesObject>(kind: Kind, value: Item, log: Log): Item | undefined {
  try {
    return readable(kind, value);
  } catch (error) {
    if (!(error instanceof ObjectsError)) throw error;
    log.error('object-unreadable', { kind, name: value.metadata.name, error: error.message });
    return undefined;
  }
}
