import { spawn } from 'node:child_process';

/** Starts a program with one argument, without a shell, and leaves it alone. @returns whether it started */
export function launch(program: string, argument: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, [argument], { detached: true, stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
