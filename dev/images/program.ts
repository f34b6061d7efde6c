import { readFile } from 'node:fs/promises';
import { imageOf, type Image } from './image.ts';

/** An image of one static program and nothing else. @param file on this machine; it is `/NAME` in the image */
export async function imageOfProgram(name: string, file: string): Promise<Image> {
  const content = await readFile(file);
  return imageOf({ files: [{ path: name, content, mode: 0o755 }], entrypoint: [`/${name}`] });
}
