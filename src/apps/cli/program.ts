import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { exitCode } from './exit-code.ts';
import type { CliIo } from './io.ts';
import { defaultSocketPath } from './socket-path.ts';
import type { InitOptions } from './commands/init.ts';
import type { LogsOptions } from './commands/env-logs.ts';
import type { OpenOptions } from './commands/env-open.ts';
import type { UpCommandOptions } from './commands/up.ts';
import type { ActCommandOptions } from './commands/act.ts';
import type { QueryOptions } from './commands/query.ts';

/** Runs one command line. @param words without the names of the runtime and the program @returns the exit code */
export async function run(words: readonly string[], io: CliIo): Promise<number> {
  const ending = { code: exitCode.ok as number };
  try {
    await createProgram(io, (code) => (ending.code = code)).parseAsync(words, { from: 'user' });
    return ending.code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
  }
}

type End = (code: number) => void;

/** Each command's code is loaded when it runs, so that the help is quick. */
function createProgram(io: CliIo, end: End): Command {
  const program = new Command('dm')
    .description('Delivery from pull request to production: what runs, what waits, and why.')
    .helpCommand('help [command]', 'show the help of a command')
    .showHelpAfterError('next: see "dm help"')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
    });
  addInit(program, io, end);
  addUp(program, io, end);
  addQueries(program, io, end);
  return program;
}

function addInit(program: Command, io: CliIo, end: End): void {
  program
    .command('init [directory]')
    .description('write a first dungeonmaster.yaml from what a repository already says')
    .option('--name <name>', 'of the application (default: from package.json, Compose, or the directory)')
    .option('--print', 'print the file instead of writing it', false)
    .option('--force', 'replace a file that is there', false)
    .option('--json', 'print JSON: what was found and where, what is open', false)
    .action(async (directory: string | undefined, options: InitOptions) => {
      const { init } = await import('./commands/init.ts');
      end(await init(directory ?? '.', options, io));
    });
}

function addUp(program: Command, io: CliIo, end: End): void {
  withSocket(program.command('up'), io)
    .description('run everything on this machine: GitHub emulated, services as processes, no cluster')
    .option('--demo', 'tell the story of a pull request with the example service', false)
    .option(
      '--repo <path>',
      'run a git repository of yours: its branches are pull requests; several are allowed',
      all,
      [],
    )
    .option('--branch <name>', 'with --repo: show this branch however old it is; several are allowed', all, [])
    .option('--limit <count>', 'with --repo: how many of the newest branches are shown at first', wholeNumber, 10)
    .option('--exit', 'with --demo: end when the story is told', false)
    .option('--context <name>', 'with --demo: run the services on the Kubernetes cluster of this kubeconfig context')
    .option('--registry <host>', 'with --context: HOST[:PORT][/PATH] that images are pushed to and pulled from')
    .option('--plain-http', 'with --registry: it speaks HTTP without TLS', false)
    .option('--json', 'one JSON object a line', false)
    .option('--verbose', 'write the log of every part to standard error', false)
    .option('--port <port>', 'of the preview proxy; 0 takes a free one (default: 4400, or a free one)', portNumber)
    .action(async (options: UpCommandOptions) => {
      const { up } = await import('./commands/up.ts');
      end(await up(options, io));
    });
}

function addQueries(program: Command, io: CliIo, end: End): void {
  asQuery(program.command('status'), io)
    .description('what there is, what is wrong, what waits')
    .action(async (options: QueryOptions) => {
      const { status } = await import('./commands/status.ts');
      end(await status(options, io));
    });
  asQuery(program.command('why <name>'), io)
    .description('why an environment runs what it runs: the cause and the next step')
    .action(async (name: string, options: QueryOptions) => {
      const { why } = await import('./commands/why.ts');
      end(await why(name, options, io));
    });
  addEnvironments(program.command('env').description('environments: previews and stages'), io, end);
}

function addEnvironments(env: Command, io: CliIo, end: End): void {
  addActs(env, io, end);
  asQuery(env.command('list'), io)
    .description('all environments')
    .action(async (options: QueryOptions) => {
      const { envList } = await import('./commands/env-list.ts');
      end(await envList(options, io));
    });
  asQuery(env.command('describe <name>'), io)
    .description('everything about one environment, with its attempts and their last log lines')
    .action(async (name: string, options: QueryOptions) => {
      const { envDescribe } = await import('./commands/env-describe.ts');
      end(await envDescribe(name, options, io));
    });
  asQuery(env.command('open <name>'), io)
    .description('open an environment in the browser (BROWSER, or the one of the desktop), and print its address')
    .option('--print', 'only print the address', false)
    .action(async (name: string, options: OpenOptions) => {
      const { envOpen } = await import('./commands/env-open.ts');
      end(await envOpen(name, options, io));
    });
  addLogs(env, io, end);
}

function addLogs(env: Command, io: CliIo, end: End): void {
  withContext(withSocket(env.command('logs <name>'), io))
    .description('what the pods of an environment write')
    .option('-f, --follow', 'go on with what comes, over restarts and replacements, until Ctrl-C', false)
    .option('--tail <lines>', 'only so many of the last lines of each pod (default: all that are kept)', lineCount)
    .addOption(new Option('--previous', 'the run before the present one').default(false).conflicts('follow'))
    .option('--timestamps', 'when each line was written', false)
    .option('--json', 'one JSON object a line', false)
    .action(async (name: string, options: LogsOptions) => {
      const { envLogs } = await import('./commands/env-logs.ts');
      end(await envLogs(name, options, io));
    });
}

function addActs(env: Command, io: CliIo, end: End): void {
  asAct(env.command('redeploy <name>'), io)
    .description('start the commit that shall run anew; brings a deleted preview back')
    .action(async (name: string, options: ActCommandOptions) => {
      const { act } = await import('./commands/act.ts');
      end(await act({ act: 'redeploy', name }, options, io));
    });
  asAct(env.command('delete <name>'), io)
    .description('end what runs; a preview comes back with its next commit')
    .option('--yes', 'do not ask for the name of a stage again', false)
    .action(async (name: string, options: ActCommandOptions) => {
      const { act } = await import('./commands/act.ts');
      end(await act({ act: 'delete', name }, options, io));
    });
}

const asAct = (command: Command, io: CliIo): Command =>
  withSocket(command, io)
    .option('--json', 'print JSON', false)
    .option('--why <text>', 'the reason, for the record on GitHub', '')
    .option('--wait', 'wait until it is carried out (default)', true)
    .option('--no-wait', 'end as soon as it is asked for');

const asQuery = (command: Command, io: CliIo): Command =>
  withContext(withSocket(command, io)).option('--json', 'print JSON', false);

const withContext = (command: Command): Command =>
  command.option('--context <name>', 'ask the Kubernetes cluster of this kubeconfig context instead of a dm up');

const withSocket = (command: Command, io: CliIo): Command =>
  command.option('--socket <path>', 'the private socket of dm up', defaultSocketPath(io));

/** Each use of an option adds to those before. */
const all = (value: string, before: readonly string[]): readonly string[] => [...before, value];

function wholeNumber(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a number from 0 to 65535.');
}

function lineCount(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a number from 0 to 9999.');
}
