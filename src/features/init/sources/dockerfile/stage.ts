import type { Command } from '#features/init/command.ts';
import { healthPathIn } from '#features/init/sources/loopback-url.ts';
import { isPort } from '#features/init/sources/port.ts';
import { substitute } from '#features/init/sources/variables.ts';
import type { Instruction } from './instructions.ts';

/** Something that one instruction says. */
export interface Said<Value> {
  readonly value: Value;
  /** One-based. */
  readonly line: number;
}

/** What a build stage amounts to, with what it has from the stage that it begins from. */
export interface Stage {
  readonly ports: readonly Said<number>[];
  /** `ENV`, which outranks `ARG`. */
  readonly variables: ReadonlyMap<string, string>;
  readonly environment: ReadonlyMap<string, Said<string>>;
  readonly entrypoint?: Said<Command>;
  readonly command?: Said<Command> & { readonly inherited: boolean };
  readonly health?: Said<string> | undefined;
}

export const emptyStage: Stage = { ports: [], variables: new Map(), environment: new Map() };

/** A stage that begins where another one ended. */
export const from = ({ command, ...base }: Stage): Stage => ({
  ...base,
  ...(command && { command: { ...command, inherited: true } }),
});

type Step = (stage: Stage, instruction: Instruction, global: ReadonlyMap<string, string>) => Stage;

export const declareArgument: Step = (stage, { rest }, global) => {
  const [, name = '', value] = /^([A-Za-z_]\w*)(?:=(.*))?$/.exec(rest) ?? [];
  if (stage.environment.has(name)) return stage;
  const text = value === undefined ? global.get(name) : substitute(unquoted(value), stage.variables);
  return text === undefined ? stage : { ...stage, variables: new Map(stage.variables).set(name, text) };
};

/** The instructions that say something about how the image runs. */
export const steps: Readonly<Record<string, Step>> = {
  ARG: declareArgument,
  ENV: (stage, { rest, line }) => {
    const set = pairsOf(rest).map(([name, text]) => [name, substitute(text, stage.variables)] as const);
    const said = set.map(([name, value]) => [name, { value, line }] as const);
    return {
      ...stage,
      variables: new Map([...stage.variables, ...set]),
      environment: new Map([...stage.environment, ...said]),
    };
  },
  EXPOSE: (stage, { rest, line }) => {
    const ports = substitute(rest, stage.variables).split(/\s+/).flatMap(portsOf);
    return { ...stage, ports: [...stage.ports, ...ports.map((value) => ({ value, line }))] };
  },
  /** A new entry point makes the command of the base void. */
  ENTRYPOINT: ({ command, ...stage }, { rest, line }) => {
    const entrypoint = { value: commandOf(rest), line };
    return { ...stage, entrypoint, ...(command && !command.inherited && { command }) };
  },
  CMD: (stage, { rest, line }) => ({ ...stage, command: { value: commandOf(rest), line, inherited: false } }),
  HEALTHCHECK: (stage, { rest, line }) => {
    const path = healthPathIn(substitute(rest, stage.variables));
    return { ...stage, health: path === undefined ? undefined : { value: path, line } };
  },
};

/** TCP ports only: `8080`, `8080/tcp`, `8000-8010` by its ends. */
function portsOf(text: string): readonly number[] {
  const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/tcp)?$/i.exec(text) ?? [];
  return [first, last].flatMap((port) => (port === undefined ? [] : [Number(port)])).filter(isPort);
}

/** The exec form is a JSON list of texts; everything else is for a shell. */
function commandOf(text: string): Command {
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : text;
  } catch {
    return text;
  }
}

/** `A=1 B="two words"`, or the old form `A the rest of the line`. */
function pairsOf(rest: string): readonly (readonly [name: string, value: string])[] {
  const old = /^([A-Za-z_]\w*)\s+(.*)$/s.exec(rest);
  if (old) return [[old[1] ?? '', old[2] ?? '']];
  const pairs = rest.matchAll(/(?<!\w)([A-Za-z_]\w{0,99})=("(?:[^"\\]|\\.)*"|'[^']*'|(?:\\.|[^\s\\])*)/gs);
  return [...pairs].map(([, name = '', value = '']) => [name, unquoted(value)]);
}

const unquoted = (text: string): string =>
  /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text.replaceAll(/\\(.)/gs, '$1');
