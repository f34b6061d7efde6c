import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { unsupervised, type Supervision } from '#adapters/local/processes/supervision.ts';
import { fileIdentity, type FileIdentity } from '#adapters/local/processes/supervisor/file-identity.ts';

/** Knows what a supervisor would remove if the process that tells it ended now. */
export function recordingSupervision() {
  const told = new Set<FileIdentity>();
  const supervision: Supervision = {
    ...unsupervised,
    path(path) {
      const found = fileIdentity(path);
      if (found) told.add(found);
      return () => void (found && told.delete(found));
    },
  };
  /** What would stay in a directory. */
  const namesLeft = (directory: string): readonly string[] => {
    const same = [...told].filter(({ path, identity }) => fileIdentity(path)?.identity === identity);
    const removed = new Set(same.map(({ path }) => basename(path)));
    return readdirSync(directory)
      .filter((name) => !removed.has(name))
      .toSorted();
  };
  return { supervision, namesLeft };
}
