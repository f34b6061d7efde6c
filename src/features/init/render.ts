import { stringify } from 'yaml';
import { cut, oneLine } from '#lib/text.ts';
import type { Draft, Question, QuestionField } from './draft.ts';
import { describeSource, type Found } from './source.ts';

/**
 * The text of a `dungeonmaster.yaml`: each value with a comment that says where it comes from, what is open as a comment
 * that can be filled in. `parseApplicationFile` reads it. Pure.
 */
export function renderApplicationFile(draft: Draft): string {
  const lines = [
    '# How Dungeon Master runs this service. What is left out has a default.',
    'apiVersion: dungeonmaster.dev/v1alpha1',
    'kind: Application',
    'metadata:',
    `  ${set('name', draft.name)}`,
    'spec:',
    ...[...workload(draft), ...team(draft)].map((line) => `  ${line}`),
  ];
  return `${lines.join('\n')}\n`;
}

const workload = (draft: Draft): readonly string[] => [
  draft.image ? set('image', draft.image) : withoutImage(draft.name.value),
  ...orOpen('build', draft.build, draft.questions),
  ...orOpen('test', draft.test, draft.questions),
  ...command(draft),
  ...environment(draft),
  'service:',
  `  ${set('port', draft.port)}`,
  `  ${set('health', draft.health)}`,
];

const team = ({ checks, stages }: Draft): readonly string[] => [
  ...(checks.length === 0
    ? [
        unset(
          'checks',
          '[test]',
          'left out: what GitHub requires on the base branch; where it requires none, commits wait (NoChecksNamed)',
        ),
      ]
    : ['checks:', ...checks.map(({ value, from }) => `  - ${scalar(value)}${comment(describeSource(from))}`)]),
  `stages:${comment(`${describeSource(stages.from)}; each follows the default branch`)}`,
  ...stages.value.map((name) => `  - name: ${scalar(name)}`),
];

function command({ command: found, questions }: Draft): readonly string[] {
  if (!found?.implied) return orOpen('command', found, questions);
  const why = `${describeSource(found.from)}: local mode finds it by itself, an image starts by its own`;
  return [unset('command', scalar(found.value), why)];
}

function environment({ env, envLeftOut }: Draft): readonly string[] {
  if (env.length === 0 && envLeftOut.length === 0) return [];
  return [
    env.length === 0 ? '# env:' : 'env:',
    ...env.map((variable) => `  ${set(scalar(variable.name), variable)}`),
    ...envLeftOut
      .slice(0, MAXIMUM_LEFT_OUT)
      .map(({ about, message }) => `  ${commentLine(`${about.what} ${message}`)}`),
  ];
}

const MAXIMUM_LEFT_OUT = 40;

const withoutImage = (name: string): string =>
  unset('image', `registry.example.com/${name}:{sha}`, 'a cluster needs it; local mode builds the checkout');

function orOpen<Value>(
  field: QuestionField,
  found: Found<Value> | undefined,
  questions: readonly Question[],
): readonly string[] {
  if (found) return [set(field, found)];
  const open = questions.find((question) => question.field === field);
  return open ? [unset(field, scalar(open.suggestion ?? 'COMMAND'), `open: ${open.why}`)] : [];
}

const set = <Value>(field: string, { value, from }: Found<Value>): string =>
  `${field}: ${scalar(value)}${comment(describeSource(from))}`;

const unset = (field: string, value: string, why: string): string => commentLine(`${field}: ${value}  # ${why}`);

const MAXIMUM_COMMENT = 240;

const comment = (text: string): string => `  ${commentLine(text)}`;

/** Nothing in a comment can end its line, or be invisible. */
const commentLine = (text: string): string => `# ${cut(oneLine(text.replaceAll(UNSAFE, ' ')), MAXIMUM_COMMENT)}`;

/** Controls, invisible formats, ends of lines: shown as escapes, so that a file hides nothing. */
const UNSAFE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A value on one line, in quotes where YAML would read something else. */
function scalar(value: unknown): string {
  const text = stringify(value, { lineWidth: 0, collectionStyle: 'flow' }).replace(/\n$/, '');
  return text.search(UNSAFE) === -1 ? text : JSON.stringify(value).replaceAll(UNSAFE, escapeOf);
}

/** YAML 1.2.2, 5.7: eight hexadecimal digits. */
const escapeOf = (character: string): string => `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`;
