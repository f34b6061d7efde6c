import { stringify } from 'yaml';
import { definitionOf } from '#model/crd/definitions.ts';
import { ownSchemas, type OwnKind } from '#model/crd/own-kinds.ts';
import { kinds } from '#model/kinds.ts';

export const CRD_DIRECTORY = 'config/crd';

const HEADER = '# Made by "npm run crds" from src/model/crd: change it there.\n';

/** The custom resource definitions as files: name and text. */
export const crdFiles = (): ReadonlyMap<string, string> =>
  new Map((Object.keys(ownSchemas) as OwnKind[]).map((kind) => [`${kinds[kind].plural}.yaml`, fileOf(kind)]));

/** A line a rule, and every part written out: `kubectl` reads it, and so do people. */
const fileOf = (kind: OwnKind): string =>
  HEADER + stringify(definitionOf(kind), { lineWidth: 0, aliasDuplicateObjects: false });
