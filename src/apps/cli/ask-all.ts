import { answerProblem } from '#features/init/answers.ts';
import type { Answers, Question } from '#features/init/draft.ts';
import type { SourceFiles } from '#features/init/gather.ts';
import { draftOf } from '#features/init/plan.ts';
import type { CliIo } from './io.ts';
import { lookOf, type Look } from './terminal/look.ts';
import { createPrompt, type Prompt } from './terminal/prompt.ts';
import { safeText } from '#lib/safe-text.ts';

/** What people type for no answer where Enter takes the suggestion. */
const NOTHING = '-';

/**
 * Asks each question that the files leave open, one after the other: an answer may raise or settle others.
 * @returns undefined when they were broken off
 */
export const askAll = (files: SourceFiles, given: Answers, io: CliIo): Promise<Answers | undefined> =>
  askEach((answers) => draftOf(files, answers).questions.find(({ field }) => answers[field] === undefined), given, io);

/**
 * The same, one question after the other.
 * @param next the question that is open once so much was answered
 */
export async function askEach(
  next: (answers: Answers) => Question | undefined,
  given: Answers,
  io: CliIo,
): Promise<Answers | undefined> {
  using prompt = createPrompt(io, io.interruptible());
  const look = lookOf(io.stderr, io.environment);
  let answers = given;
  for (;;) {
    const question = next(answers);
    if (!question) return answers;
    const answer = await askOne(question, prompt.ask, look, io);
    if (answer === undefined) return undefined;
    answers = { ...answers, [question.field]: answer };
  }
}

/** Until the answer is one. */
async function askOne(question: Question, ask: Prompt, look: Look, { stderr }: CliIo): Promise<string | undefined> {
  stderr.write(`${look.paint('bold', safeText(question.text))}\n${look.paint('dim', safeText(question.why))}\n`);
  for (;;) {
    const typed = await ask(`${hint(question)}> `);
    if (typed === undefined) return undefined;
    const answer = meant(typed.trim(), question);
    const problem = answerProblem(question, answer);
    if (problem === undefined) return answer;
    stderr.write(`${look.paint('red', problem)}\n`);
  }
}

function hint({ suggestion, choices }: Question): string {
  const those = choices ? `one of ${choices.map(safeText).join(', ')}; ` : '';
  if (suggestion === undefined) return `(${those}Enter leaves it open) `;
  return `(${those}Enter takes ${safeText(suggestion)}, ${NOTHING} leaves it open) `;
}

function meant(typed: string, { suggestion = '' }: Question): string {
  if (typed === '') return suggestion;
  return typed === NOTHING ? '' : typed;
}
