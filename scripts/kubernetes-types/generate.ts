import type { Ask } from './ask.ts';
import { closureOf } from './closure.ts';
import { pathOf, type Description } from './openapi.ts';
import { printTypes } from './print.ts';
import { wantedKinds } from './wanted.ts';

export const TYPES_FILE = 'src/model/kubernetes/openapi.generated.ts';

/** The types of the kinds that we use, from the description that an API server gives of itself. */
export async function generateTypes(ask: Ask): Promise<string> {
  const paths = [...new Set(wantedKinds.map(pathOf))];
  const descriptions = (await Promise.all(paths.map(ask))) as readonly Description[];
  const [first] = descriptions;
  return printTypes(closureOf(wantedKinds, descriptions), first?.info.version ?? '');
}
