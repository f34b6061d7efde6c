import { existsSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { xdgDirectory } from '#apps/up/world/xdg.ts';
import { reportToPeople, withHeartbeat } from '#dev/binaries/progress.ts';
import { withLock } from '#dev/processes/lock.ts';
import { run } from '#dev/processes/run.ts';

const requirements = fileURLToPath(new URL('python/requirements.txt', import.meta.url));
const INSTALL_MS = 10 * 60_000;

/** The Python that has moto and botocore, in the versions that the requirements pin; made once a machine. */
export async function pythonWithMoto(): Promise<string> {
  const version = await run(['python3', '--version']);
  const key = createHash('sha256').update(version).update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const directory = join(xdgDirectory(process.env, 'XDG_CACHE_HOME'), 'python', key);
  const ready = `${directory}.ready`;
  await mkdir(join(directory, '..'), { recursive: true });
  if (!existsSync(ready)) {
    await withLock(
      `${directory}.lock`,
      () => undefined,
      async () => {
        if (existsSync(ready)) return;
        await rm(directory, { recursive: true, force: true });
        await withHeartbeat(
          reportToPeople,
          'installing moto',
          () => '',
          () => install(directory),
        );
        await writeFile(ready, '');
      },
    );
  }
  return join(directory, 'bin/python');
}

async function install(directory: string): Promise<void> {
  await run(['python3', '-m', 'venv', directory]);
  const pip = [join(directory, 'bin/python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  await run([...pip, '--no-deps', '--requirement', requirements], { timeoutMs: INSTALL_MS });
}
