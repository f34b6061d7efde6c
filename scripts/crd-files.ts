import { stringify } from 'yaml';
import { definitionOf } from '#model/crd/definitions.ts';
import { ownKinds, type OwnKind } from '#model/crd/own-kinds.ts';
import { kinds } from '#model/kinds.ts';

export const CRD_DIRECTORY = 'config/crd';

const HEADER = '# Made by "npm run crds" from src/model/crd: change it there.\n';

/** The custom resource definitions as files, and the one that names them all: name and text. */
export function crdFiles(): ReadonlyMap<string, string> {
  const files = new Map(ownKinds.map((kind) => [`${kinds[kind].plural}.yaml`, fileOf(kind)]));
  const resources = [...files.keys()].toSorted();
  return files.set('kustomization.yaml', HEADER + stringify({ ...KUSTOMIZATION, resources }));
}

const KUSTOMIZATION = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };

/** A line a rule, and every part written out: `kubectl` reads it, and so do people. */
const fileOf = (kind: OwnKind): string =>
  HEADER + stringify(definitionOf(kind), { lineWidth: 0, aliasDuplicateObjects: false });
