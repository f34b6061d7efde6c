/** Takes a line for people. */
export type Report = (line: string) => void;

/** On standard error: standard output is for what a command answers. */
export const reportToPeople: Report = (line) => void process.stderr.write(`${line}\n`);

const HEARTBEAT_MS = 10_000;

/**
 * Reports that a task goes on, every ten seconds, with how long it has taken and what it says of itself.
 * @param detail the newest word of the task, or empty
 */
export async function withHeartbeat<Result>(
  report: Report,
  what: string,
  detail: () => string,
  task: () => Promise<Result>,
): Promise<Result> {
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 1000);
  const timer = setInterval(() => {
    report(`${what}, ${seconds()} s ... ${detail()}`.trimEnd());
  }, HEARTBEAT_MS);
  try {
    report(`${what} ...`);
    const result = await task();
    report(`${what}: done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
