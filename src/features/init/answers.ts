import type { z } from 'zod';
import { applicationName } from '#model/ids.ts';
import { imageTemplate } from '#model/image-template.ts';
import { isPort } from './sources/port.ts';
import type { Answers, Question, QuestionField } from './draft.ts';

const problems: Readonly<Partial<Record<QuestionField, (text: string) => string | undefined>>> = {
  name: (text) => firstIssue(applicationName, text),
  image: (text) => firstIssue(imageTemplate, text),
  port: (text) => (/^\d+$/.test(text) && isPort(Number(text)) ? undefined : 'must be a number from 1 to 65535'),
};

/** Longer command lines belong in a script. */
const MAXIMUM_ANSWER = 1000;

/** Why a text is no answer to a question; undefined when it is one, as the empty text always is. */
export function answerProblem(
  { field, choices }: Pick<Question, 'field' | 'choices'>,
  text: string,
): string | undefined {
  if (text === '') return undefined;
  if (text.length > MAXIMUM_ANSWER || /[\p{Cc}\p{Cs}]/u.test(text))
    return `must be one line of at most ${MAXIMUM_ANSWER} characters`;
  if (choices && !choices.includes(text)) return `must be one of ${choices.join(', ')}`;
  return problems[field]?.(text);
}

/** A valid answer that says something. */
export function answerTo(field: QuestionField, answers: Answers): string | undefined {
  const text = answers[field];
  return text && answerProblem({ field }, text) === undefined ? text : undefined;
}

function firstIssue(schema: z.ZodType, text: string): string | undefined {
  const { error } = schema.safeParse(text);
  return error?.issues[0]?.message;
}
