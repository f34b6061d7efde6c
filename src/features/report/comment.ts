import { cut, oneLine, shortSha } from '#lib/text.ts';
import type { Environment } from '#model/environment.ts';
import type { ApplicationName } from '#model/ids.ts';
import { presentAttempt } from './wanted.ts';

/** Hidden first line: how the one comment of a pull request is found again. */
export const COMMENT_MARKER = '<!-- dungeonmaster:comment -->';

const opening = (application: ApplicationName): string => `<!-- dungeonmaster:application ${application} -->`;
const closing = (application: ApplicationName): string => `<!-- /dungeonmaster:application ${application} -->`;

/**
 * The comment with the block of one application replaced or added; the blocks of others stay as they are.
 * What a process printed must not look like a marker.
 */
export function withBlock(body: string | undefined, application: ApplicationName, block: string): string {
  const text = body ?? `${COMMENT_MARKER}\n`;
  const wrapped = `${opening(application)}\n${block.replaceAll('<!--', '<! --')}\n${closing(application)}`;
  const start = text.indexOf(opening(application));
  const end = text.indexOf(closing(application));
  if (start < 0 || end < start) return `${text.trimEnd()}\n\n${wrapped}\n`;
  return text.slice(0, start) + wrapped + text.slice(end + closing(application).length);
}

/** What people read about one preview: where it is, what it shows, what the newest commit waits for or died of. */
export function blockOf(environment: Environment): string {
  const { spec, metadata } = environment;
  const title = `### ${spec.application}`;
  if (metadata.deletionTimestamp !== undefined) return `${title}\nThe preview is gone${whyGone(environment)}.`;
  const lines = [...runningLines(environment), ...attemptLines(environment), ...waitingLines(environment)];
  return [title, ...(lines.length > 0 ? lines : ['Nothing runs yet.'])].join('\n\n');
}

const whyGone = ({ spec: { waiting } }: Environment): string =>
  waiting?.reason === 'DeletedOnRequest' ? `: ${inert(waiting.message)}` : '';

function runningLines({ status }: Environment): string[] {
  return status?.running && status.url
    ? [`**[${status.url}](${status.url})** shows commit ${shortSha(status.running.sha)}.`]
    : [];
}

function attemptLines(environment: Environment): string[] {
  const { revision } = environment.spec;
  if (!revision) return [];
  const attempt = presentAttempt(environment);
  const commit = `Commit ${shortSha(revision.sha)}`;
  if (!attempt?.outcome) return [`${commit} is starting.`];
  if (attempt.outcome !== 'failed') return [];
  return [`**${commit} failed: ${attempt.reason}**: ${inert(attempt.message ?? '')}.`, ...logBlock(attempt.log)];
}

function waitingLines({ spec }: Environment): string[] {
  const { waiting } = spec;
  const { head } = spec.pullRequest ?? spec.stage;
  return waiting ? [`Commit ${shortSha(head)} waits: **${waiting.reason}**: ${inert(waiting.message)}.`] : [];
}

/** A fence longer than any run of backticks inside keeps what a process printed from becoming Markdown. */
function logBlock(log: readonly string[] | undefined): string[] {
  if (!log || log.length === 0) return [];
  const text = log.join('\n');
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`Its last lines:\n${fence}text\n${text}\n${fence}`];
}

const MESSAGE_LENGTH = 500;

/** Words that came from a file or a check's name must not mention people, link, or become markup. */
function inert(text: string): string {
  const quoted = cut(oneLine(text).replaceAll('`', "'"), MESSAGE_LENGTH);
  return /[<>[\]()@#*_!|\\~$&]|:\/\/|www\./i.test(quoted) ? `\`${quoted}\`` : quoted;
}
