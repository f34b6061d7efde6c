import type { Command } from '#features/init/command.ts';
import type { Draft, Note } from '#features/init/draft.ts';
import { describeProblem, describeSource, type Found } from '#features/init/source.ts';
import type { Look, Style } from '#apps/cli/terminal/look.ts';
import { table, type Row } from '#apps/cli/terminal/table.ts';

/** What `dm init` did. */
export interface InitView {
  /** The file that was written. */
  readonly path: string;
  /** As it was given. */
  readonly directory: string;
  readonly draft: Draft;
}

/** `dm init`. Pure. */
export function renderInit({ path, directory, draft }: InitView, look: Look): string {
  const { questions, notes, envLeftOut, problems } = draft;
  const open = questions.map(({ field, why }) => `${look.paint('bold', field)}: ${why}`);
  return [
    table(['FIELD', 'VALUE', 'FROM'], rowsOf(draft), look),
    ...section('Open', open, 'yellow', look),
    ...section('Seen and not used', [...notes, ...envLeftOut].map(describeNote), 'dim', look),
    ...section('Not understood', problems.map(describeProblem), 'red', look),
    '',
    `written: ${path}`,
    `${look.paint('bold', 'next')}: ${nextStep(draft, directory)}`,
  ].join('\n');
}

const row = (field: string, { from }: Found<unknown>, text: string): Row => [field, text, describeSource(from)];

const optional = (field: string, found: Found<string> | undefined): readonly Row[] =>
  found ? [row(field, found, found.value)] : [];

function rowsOf(draft: Draft): readonly Row[] {
  const { name, image, build, test, command, env, port, health, checks, stages } = draft;
  return [
    row('name', name, name.value),
    ...optional('image', image),
    ...optional('build', build),
    ...optional('test', test),
    ...(command ? [row(command.implied ? '(command)' : 'command', command, commandText(command.value))] : []),
    ...env.map((variable) => row(`env ${variable.name}`, variable, variable.value)),
    row('port', port, String(port.value)),
    row('health', health, health.value),
    ...checks.map((check) => row('check', check, check.value)),
    row('stages', stages, stages.value.join(', ')),
  ];
}

const commandText = (command: Command): string => (typeof command === 'string' ? command : command.join(' '));

const describeNote = ({ about, message }: Note): string => `${describeSource(about)}: ${message}`;

function section(title: string, lines: readonly string[], style: Style, { paint }: Look): readonly string[] {
  return lines.length === 0 ? [] : ['', paint(style, title), ...lines.map((line) => `  ${line}`)];
}

/** What a cluster alone needs can wait. */
function nextStep({ questions }: Draft, directory: string): string {
  const missing = questions.map(({ field }) => field).filter((field) => field !== 'image');
  const run = `dm up --repo ${directory}`;
  return missing.length === 0 ? run : `fill in ${missing.join(', ')} in the file, commit it, then ${run}`;
}
