import { CodedError } from '#lib/coded-error.ts';
import type { ClusterSubject } from '#apps/up/cluster/cluster-place.ts';
import { runUp, type UpSubject } from '#apps/up/main.ts';
import type { AskPeople } from '#apps/up/repositories/open-questions.ts';
import { askEach } from '#apps/cli/ask-all.ts';
import { complain } from '#apps/cli/complain.ts';
import type { CliIo } from '#apps/cli/io.ts';
import { takesColours } from '#apps/cli/terminal/look.ts';

export interface UpCommandOptions {
  readonly demo: boolean;
  readonly repo: readonly string[];
  readonly branch: readonly string[];
  readonly limit: number;
  readonly exit: boolean;
  readonly context?: string;
  readonly registry?: string;
  readonly plainHttp: boolean;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly port?: number;
  readonly socket: string;
}

/** Starts local mode. @returns the exit code */
export async function up(options: UpCommandOptions, io: CliIo): Promise<number> {
  const { port, json, verbose, socket } = options;
  try {
    const subject = subjectOf(options);
    const { stdout, stderr, environment, user } = io;
    const colours = takesColours(stdout, environment);
    const signal = io.interruptible();
    const atExit = (task: () => void): void => io.atExit(task);
    const ask = askOf(options, io);
    return await runUp(
      { subject, json, verbose, port, socket },
      { stdout, stderr, environment, user, colours, signal, atExit, ask },
    );
  } catch (error) {
    return complain(error, json, io);
  }
}

/** Throws `CodedError` `NothingToRun`, `EitherOr`, `NoRegistry`, `NotOnCluster`. */
function subjectOf(options: UpCommandOptions): UpSubject {
  const { demo, repo, branch, limit, exit } = options;
  const cluster = clusterOf(options);
  if (demo && repo.length > 0) {
    const next = 'run them one after the other, or side by side with --socket PATH';
    throw new CodedError('EitherOr', 'dm up: --demo runs the example, --repo your own: not both', {
      source: 'user',
      next,
    });
  }
  if (demo) return { kind: 'demo', exit, cluster };
  if (repo.length > 0) return { kind: 'repositories', paths: repo, branches: branch, limit };
  throw new CodedError('NothingToRun', 'dm up: nothing says what is run', {
    source: 'user',
    next: 'run the repository that you are in: dm up --repo . ; or see how it works with the example: dm up --demo',
  });
}

function clusterOf({ context, registry, plainHttp, demo }: UpCommandOptions): ClusterSubject | undefined {
  if (context === undefined) return undefined;
  if (!demo) {
    throw new CodedError(
      'NotOnCluster',
      'dm up: --context: checkouts of yours are run on this machine, not on a cluster',
      {
        source: 'user',
        next: 'try the cluster with the example: dm up --demo --context NAME --registry HOST; or leave --context out',
      },
    );
  }
  if (registry !== undefined) return { context, registry, plainHttp };
  throw new CodedError('NoRegistry', 'dm up: --context: nothing says where the cluster has its images from', {
    source: 'user',
    next: 'name a registry that this machine and the nodes reach: --registry HOST[:PORT][/PATH]',
  });
}

/** Somebody is there to answer, and nobody reads along. */
function askOf({ json }: UpCommandOptions, io: CliIo): AskPeople | undefined {
  if (json || io.stdin.isTTY !== true || io.stderr.isTTY !== true) return undefined;
  return (question, known) => askEach(question, known, io);
}
