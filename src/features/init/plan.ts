import { applicationName, stageName } from '#model/ids.ts';
import type { Command } from './command.ts';
import type { Answers, Draft } from './draft.ts';
import type { SourceFiles } from './gather.ts';
import { notesAbout } from './notes.ts';
import { questionsAbout } from './questions.ts';
import { buildWays } from './rules/build.ts';
import { checksOf } from './rules/checks.ts';
import { answeredCommand, impliedCommandWays, writtenCommandWays } from './rules/command.ts';
import { environmentOf } from './rules/env.ts';
import { healthWays } from './rules/health.ts';
import { imageWays } from './rules/image.ts';
import { nameWays } from './rules/name.ts';
import { portWays } from './rules/port.ts';
import { testWays } from './rules/test.ts';
import { firstFound } from './rules/way.ts';
import { byDefault } from './source.ts';
import { sourcesOf } from './sources/sources.ts';
import { worldOf, type InitWorld } from './world.ts';

/**
 * A first `dungeonmaster.yaml` for a repository.
 * @param answers to the questions of an earlier draft of the same files; one that is not valid counts as none
 */
export function draftOf(files: SourceFiles, answers: Answers = {}): Draft {
  const world = worldOf(sourcesOf(files), answers);
  const image = firstFound(imageWays, world);
  const build = firstFound(buildWays, world);
  const test = firstFound(testWays, world);
  const command = commandOf(world);
  const found = {
    name: firstFound(nameWays, world) ?? { value: applicationName.parse('app'), from: byDefault },
    ...(image && { image }),
    ...(build && { build }),
    ...(test && { test }),
    ...(command && { command }),
    port: firstFound(portWays, world) ?? { value: 3000, from: byDefault },
  };
  const { checks, notes } = checksOf(world);
  return {
    ...found,
    ...environmentOf(world),
    health: firstFound(healthWays, world) ?? { value: '/', from: byDefault },
    checks,
    stages: { value: [stageName.parse('staging')], from: byDefault },
    questions: questionsAbout(world, found),
    notes: [...notesAbout(world), ...notes],
    problems: world.problems,
  };
}

/** Somebody's answer; else what local mode finds by itself; else what it has to be told. */
function commandOf(world: InitWorld): NonNullable<Draft['command']> | undefined {
  const answered = answeredCommand.find(world);
  const implied = answered ? undefined : firstFound<Command>(impliedCommandWays, world);
  const found = answered ?? implied ?? firstFound<Command>(writtenCommandWays, world);
  return found && { ...found, implied: implied !== undefined };
}
