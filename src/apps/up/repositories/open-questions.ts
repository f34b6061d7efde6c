import { CodedError } from '#lib/coded-error.ts';
import type { Answers, Draft, Question, QuestionField } from '#features/init/draft.ts';

/** Asks people on a terminal what a draft leaves open. Undefined: they broke it off. */
export type AskPeople = (
  question: (answers: Answers) => Question | undefined,
  known: Answers,
) => Promise<Answers | undefined>;

/** Without these a service cannot be built, tested or started here. The others have defaults, or matter in a cluster only. */
const NEEDED: ReadonlySet<QuestionField> = new Set<QuestionField>(['service', 'workspace', 'build', 'test', 'command']);

/** What must be known before this machine can run a repository without a file. Pure. */
export const neededQuestions = ({ questions }: Draft, answers: Answers): readonly Question[] =>
  questions.filter(({ field }) => NEEDED.has(field) && answers[field] === undefined);

/**
 * Nobody is there to answer. Where only the test is open, commits run untested; nothing is built or started on a guess.
 * Throws `CodedError` `QuestionsOpen`.
 */
export function withoutPeople(path: string, open: readonly Question[]): Answers {
  const asked = open.filter(({ field }) => field !== 'test' || open.length > 1);
  if (asked.length === 0) return Object.fromEntries(open.map(({ field }) => [field, '']));
  const lines = asked.map(({ field, why, suggestion }) => {
    const usual = suggestion === undefined ? '' : `; usual: ${suggestion}`;
    return `${field} (${why}${usual})`;
  });
  throw new CodedError(
    'QuestionsOpen',
    `${path} has no dungeonmaster.yaml, and its files do not say: ${lines.join(', ')}`,
    {
      source: 'user',
      next: `write them into a file: dm init ${path}; or run dm up on a terminal to be asked`,
    },
  );
}
