import { complain } from '#dev/complain.ts';
import { binaries } from './binaries.ts';
import { isBinaryName, sources } from './modules.ts';
import { reportToPeople } from './progress.ts';

/** `node dev/binaries/main.ts [NAME...]`: builds what is asked for, or all, and prints where it is. */
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !isBinaryName(name));
if (unknown.length > 0) {
  console.error(`no such program: ${unknown.join(', ')}. There are: ${Object.keys(sources).join(', ')}`);
  process.exit(2);
}
const names = asked.length > 0 ? asked.filter(isBinaryName) : Object.keys(sources).filter(isBinaryName);
try {
  for (const path of Object.values(await binaries(names, reportToPeople))) console.log(path);
} catch (error) {
  process.exit(complain(error));
}
