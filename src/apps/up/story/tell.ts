import { CodedError, messageOf } from '#lib/coded-error.ts';
import type { StepTime, StoryEnd, StoryFailure } from './narrator.ts';
import { steps } from './steps.ts';
import type { StoryWorld } from './world.ts';

/** Lives through the story, step by step; the first that does not come true ends it. Never throws. */
export async function tellStory(world: StoryWorld): Promise<StoryEnd> {
  const times: StepTime[] = [];
  for (const { name, title, tell } of steps) {
    world.narrate({ event: 'step', name, title });
    const started = performance.now();
    try {
      await tell(world);
    } catch (error) {
      return { ok: false, steps: times, error: failureOf(name, error) };
    }
    const ms = Math.round(performance.now() - started);
    times.push({ name, ms });
    world.narrate({ event: 'done', name, ms });
  }
  return { ok: true, steps: times, requests: world.visits.length, failedRequests: 0 };
}

function failureOf(step: string, error: unknown): StoryFailure {
  const { code, next } = error instanceof CodedError ? error : { code: 'StoryFailed', next: undefined };
  return { code, message: `in step "${step}": ${messageOf(error)}`, next };
}
