import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { exitCode } from './exit-code.ts';
import type { CliIo } from './io.ts';
import { defaultSocketPath } from './socket-path.ts';
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
  addUp(program, io, end);
  addQueries(program, io, end);
  return program;
}

function addUp(program: Command, io: CliIo, end: End): void {
  withSocket(program.command('up'), io)
    .description('run everything on this machine: GitHub emulated, services as processes, no cluster')
    .option('--demo', 'tell the story of a pull request with the example service', false)
    .option('--exit', 'end when the story is told', false)
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
  const env = program.command('env').description('environments: previews and stages');
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
  asQuery(command, io)
    .option('--why <text>', 'the reason, for the record on GitHub', '')
    .option('--wait', 'wait until it is carried out (default)', true)
    .option('--no-wait', 'end as soon as it is asked for');

const asQuery = (command: Command, io: CliIo): Command => withSocket(command, io).option('--json', 'print JSON', false);

const withSocket = (command: Command, io: CliIo): Command =>
  command.option('--socket <path>', 'the private socket of dm up', defaultSocketPath(io));

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a number from 0 to 65535.');
}
