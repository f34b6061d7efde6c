import { readFile } from 'node:fs/promises';
import { ownArchitecture, plainLayerOf, type OciImage } from '#adapters/registry/oci-image.ts';

/** An image of one static program and nothing else. @param file on this machine; it is `/NAME` in the image */
export async function imageOfProgram(name: string, file: string): Promise<OciImage> {
  const content = await readFile(file);
  const layer = plainLayerOf([{ kind: 'file', path: name, executable: true, content }]);
  return { layers: [layer], config: { architecture: ownArchitecture, entrypoint: [`/${name}`] } };
}
