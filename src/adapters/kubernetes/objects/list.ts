import { z } from 'zod';
import { kinds, type Kind } from '#model/kinds.ts';
import type { KubernetesObject } from '#model/kubernetes/meta.ts';
import { isObjectsError, ObjectsError } from '#ports/objects/errors.ts';
import type { Selection } from '#ports/objects/objects.ts';
import type { Client } from '#adapters/kubernetes/transport/client.ts';
import { collectionPath } from './paths.ts';

/** Kubernetes API concepts, "Retrieving large results sets in chunks": the default of kubectl. */
const PAGE = 500;

interface Page {
  readonly items: readonly KubernetesObject[];
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
}

/** As much of a list as would break us. */
const listShape = z.object({
  items: z.array(z.object({ metadata: z.object({}) })),
  metadata: z.object({ resourceVersion: z.string() }),
});

export const labelSelector = ({ labels = {} }: Selection): string | undefined =>
  Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .join(',') || undefined;

/** Everything of one moment, page by page. When the server has forgotten that moment, a later one is taken. */
export async function listAll(client: Client, kind: Kind, selection: Selection): Promise<Page> {
  try {
    return await listPages(client, kind, selection);
  } catch (error) {
    if (!isObjectsError(error, 'Expired')) throw error;
    return listPages(client, kind, selection);
  }
}

async function listPages(client: Client, kind: Kind, selection: Selection): Promise<Page> {
  const items: KubernetesObject[] = [];
  const path = collectionPath(kind, selection.namespace);
  const { apiVersion } = kinds[kind];
  let next: string | undefined;
  for (;;) {
    const query = { limit: String(PAGE), labelSelector: labelSelector(selection), continue: next };
    const page = pageOf(path, await client.call({ method: 'GET', path, query }));
    // Items of a list do not say what they are.
    for (const item of page.items) items.push({ ...item, apiVersion, kind });
    next = page.metadata.continue;
    if (!next) return { items, metadata: page.metadata };
  }
}

function pageOf(path: string, answer: unknown): Page {
  if (listShape.safeParse(answer).success) return answer as Page;
  throw new ObjectsError('Unavailable', `GET ${path}: the answer is no list`);
}
