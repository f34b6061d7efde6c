import type { Command } from '#features/init/command.ts';
import { substitute } from '#features/init/sources/variables.ts';
import { instructionsOf, type Instruction } from './instructions.ts';
import { declareArgument, emptyStage, from as beginFrom, steps, type Said, type Stage } from './stage.ts';

/** What an image built from a Dockerfile says about itself: its last stage. */
export interface Dockerfile {
  /** TCP ports of `EXPOSE`, each once. */
  readonly ports: readonly Said<number>[];
  readonly environment: Stage['environment'];
  /** `ENTRYPOINT` and `CMD` together. */
  readonly command?: Said<Command>;
  /** The path that `HEALTHCHECK` asks for. */
  readonly health?: Said<string>;
}

/** What comes after them is not read. */
const MAXIMUM_INSTRUCTIONS = 1000;

/** Reads a Dockerfile; undefined when it has no `FROM`. Never throws. */
export function parseDockerfile(text: string): Dockerfile | undefined {
  const instructions = instructionsOf(text).slice(0, MAXIMUM_INSTRUCTIONS);
  const first = instructions.findIndex(({ keyword }) => keyword === 'FROM');
  if (first === -1) return undefined;
  const global = instructions.slice(0, first).reduce((stage, one) => beforeFrom(stage, one), emptyStage);
  return dockerfileOf(lastStage(instructions.slice(first), global.variables));
}

/** Only `ARG` may stand above the first `FROM`. */
const beforeFrom = (stage: Stage, instruction: Instruction): Stage =>
  instruction.keyword === 'ARG' ? declareArgument(stage, instruction, new Map()) : stage;

function lastStage(instructions: readonly Instruction[], global: ReadonlyMap<string, string>): Stage {
  const named = new Map<string, Stage>();
  let stage = emptyStage;
  let name = '';
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') {
      const words = substitute(instruction.rest, global).split(/\s+/);
      const [base = '', , as = ''] = words.filter((word) => !word.startsWith('--'));
      stage = beginFrom(named.get(base.toLowerCase()) ?? emptyStage);
      name = as.toLowerCase();
    } else {
      stage = steps[instruction.keyword]?.(stage, instruction, global) ?? stage;
    }
    if (name !== '') named.set(name, stage);
  }
  return stage;
}

function dockerfileOf(stage: Stage): Dockerfile {
  const command = startOf(stage);
  const ports = stage.ports.filter(({ value }, at) => stage.ports.findIndex((one) => one.value === value) === at);
  return {
    ports,
    environment: stage.environment,
    ...(command && { command }),
    ...(stage.health && { health: stage.health }),
  };
}

/** How the two work together (Dockerfile reference: "Understand how CMD and ENTRYPOINT interact"). */
function startOf({ entrypoint, command }: Stage): Said<Command> | undefined {
  if (!entrypoint || entrypoint.value.length === 0) return command?.value.length ? command : undefined;
  if (typeof entrypoint.value === 'string' || !command) return entrypoint;
  const words = typeof command.value === 'string' ? ['/bin/sh', '-c', command.value] : command.value;
  return { value: [...entrypoint.value, ...words], line: entrypoint.line };
}
