import { pathsOf } from '#lib/structured-merge/field-set.ts';
import type { Managers } from '#lib/structured-merge/managers.ts';
import { pathText } from '#lib/structured-merge/path-element.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { Document } from './document.ts';
import { writerId, writerOf } from './managed-fields.ts';

/** The refusal of an apply without force: who owns what it would change, in Kubernetes' words. */
export function applyConflict(document: Document, conflicts: Managers): ObjectsError {
  const owners = [...conflicts].map(([id, fields]) => ({
    owner: ownerText(document, id),
    paths: pathsOf(fields).map(pathText),
  }));
  const { kind, metadata } = document;
  return new ObjectsError('Conflict', `${kind} ${metadata.name}: Apply failed with ${listText(owners)}`, {
    next: 'leave these fields out, or apply with force to take them over',
  });
}

function listText(owners: readonly { readonly owner: string; readonly paths: readonly string[] }[]): string {
  const paths = owners.flatMap((one) => one.paths);
  if (paths.length === 1) return `1 conflict: conflict with ${owners[0]?.owner ?? ''}: ${paths[0] ?? ''}`;
  const lines = owners
    .toSorted((left, right) => (left.owner < right.owner ? -1 : 1))
    .map((one) => [`conflicts with ${one.owner}:`, ...one.paths.map((path) => `- ${path}`)].join('\n'));
  return `${paths.length} conflicts: ${lines.join('\n')}`;
}

function ownerText({ metadata, apiVersion }: Document, id: string): string {
  const { manager, operation, subresource } = writerOf(id);
  const time = metadata.managedFields?.find((entry) => writerId(entry) === id)?.time;
  const part = subresource === undefined ? '' : ` with subresource "${subresource}"`;
  const update = operation === 'Apply' ? '' : ` using ${apiVersion}${time === undefined ? '' : ` at ${time}`}`;
  return `"${manager}"${part}${update}`;
}
