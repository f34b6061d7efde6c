import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateTypes, TYPES_FILE, type Ask } from './kubernetes-types/generate.ts';

const fromServer =
  (url: string): Ask =>
  async (path) => {
    const answer = await fetch(new URL(path, url));
    if (!answer.ok) throw new Error(`${url}${path} answered ${answer.status}`);
    return answer.json();
  };

/** Files of the names that Kubernetes' repository has them by, `apis__apps__v1_openapi.json`. */
const fromFiles =
  (directory: string): Ask =>
  async (path) => {
    const name = `${path.replace('/openapi/v3/', '').replaceAll('/', '__')}_openapi.json`;
    return JSON.parse(await readFile(join(directory, name), 'utf8'));
  };

const [source] = process.argv.slice(2);
if (source === undefined) {
  console.error('node scripts/kubernetes-types.ts URL|DIRECTORY: "kubectl proxy" gives a URL, http://127.0.0.1:8001');
  process.exit(2);
}
writeFileSync(TYPES_FILE, await generateTypes(source.startsWith('http') ? fromServer(source) : fromFiles(source)));
console.log(TYPES_FILE);
