import { stripVTControlCharacters } from 'node:util';
import { safeDeep, safeText } from '#lib/safe-text.ts';
import { shortSha } from '#lib/text.ts';
import type { OwnEvent } from '#apps/up/repositories/events.ts';
import type { Happening } from '#apps/up/repositories/happenings.ts';
import { line, quoted, type Paint } from './paint.ts';

/** One event of `dm up --repo` as lines for people; what commits and tests say cannot move the cursor. Pure. */
export const renderOwnEvent = (event: OwnEvent, paint: Paint): string => renderSafe(safe(event), paint);

function safe(event: OwnEvent): OwnEvent {
  if (event.event === 'check') return { ...safeDeep(event), lines: event.lines.map(safeLine) };
  if (event.event !== 'repository') return safeDeep(event);
  return { ...safeDeep(event), defaults: event.defaults?.split('\n').map(safeLine).join('\n') };
}

/** Programs write in colours, and with tabs. */
const safeLine = (text: string): string => safeText(stripVTControlCharacters(text).replaceAll('\t', '  '));

function renderSafe(event: OwnEvent, paint: Paint): string {
  switch (event.event) {
    case 'reading':
      return line('', paint('dim', `reading ${event.path}`), paint);
    case 'repository':
      return renderRepository(event, paint);
    case 'notice':
      return line(event.repository ?? '', paint('red', safeText(event.message)), paint);
    case 'build':
      return renderBuild(event, paint);
    case 'push':
      return line(event.repository, `${event.branch} is at ${shortSha(event.sha)}: ${event.title}`, paint, 'yellow');
    case 'pullRequest':
      return line(event.repository, pullRequestLine(event, paint), paint, 'yellow');
    case 'check':
      return renderCheck(event, paint);
    case 'status':
      return line(event.repository, statusLine(event, paint), paint);
  }
}

type Of<Name> = Extract<OwnEvent, { readonly event: Name }>;

function renderRepository(event: Of<'repository'>, paint: Paint): string {
  const { name, path, application, base, test, branches, hidden, defaults, url } = event;
  const hiddenNote =
    hidden === 0
      ? ''
      : `; ${hidden} older ${hidden === 1 ? 'one is' : 'ones are'} not shown (--branch NAME, --limit N)`;
  const shown = branches.length === 0 ? 'none yet' : branches.join(', ');
  return [
    `\n${paint('bold', name)} ${paint('dim', path)}`,
    line('github', url, paint),
    line('runs as', `application ${application}; ${base} is its stage`, paint),
    line('tests', test ?? paint('yellow', 'none: commits run untested'), paint),
    line('branches', `${shown}${hiddenNote}`, paint),
    ...(defaults === undefined ? [] : renderDefaults(defaults, paint)),
  ].join('\n');
}

const renderDefaults = (text: string, paint: Paint): readonly string[] => [
  line('file', 'it has no dungeonmaster.yaml; this counts until it has one (dm init writes it):', paint),
  ...text
    .trimEnd()
    .split('\n')
    .map((one) => quoted(one, paint)),
];

/** How each step of a build reads; the checkout is over at once, and a commit that is built already has none. */
const BUILD_WORDS: Readonly<Record<Of<'build'>['step'], string>> = {
  checkout: 'checking out',
  install: 'installing its dependencies',
  build: 'building',
  ready: 'is built',
  failed: 'could not be built',
};

function renderBuild({ repository, sha, step, elapsedMs }: Of<'build'>, paint: Paint): string {
  const seconds = elapsedMs < 1000 ? '' : ` (${Math.round(elapsedMs / 1000)} s)`;
  const words = `${shortSha(sha)} ${BUILD_WORDS[step]}${seconds}`;
  return line(nameOf(repository), paint(step === 'failed' ? 'red' : 'dim', words), paint);
}

const nameOf = (fullName: string): string => fullName.slice(fullName.indexOf('/') + 1);

const pullRequestLine = ({ number, branch, what, sha, title }: Of<'pullRequest'>, paint: Paint): string =>
  `pull request #${number} ${paint('bold', what)}: ${branch} at ${shortSha(sha)}: ${title}`;

function renderCheck(event: Of<'check'>, paint: Paint): string {
  const { repository, name, state, title, lines } = event;
  const style = state === 'success' ? 'green' : state === 'in_progress' ? 'dim' : 'red';
  const words = state === 'in_progress' ? `is running${title && `: ${title}`}` : `${state}: ${title}`;
  const first = line(repository, `${commitOf(event)} ${paint(style, `check ${name} ${words}`)}`, paint);
  return [first, ...lines.map((one) => quoted(one, paint))].join('\n');
}

/** With many branches the number says more than the commit. */
const commitOf = ({ sha, pullRequest }: { readonly sha: string; readonly pullRequest?: number }): string =>
  pullRequest === undefined ? shortSha(sha) : `#${pullRequest} ${shortSha(sha)}`;

const STATUS_STYLE: Readonly<Record<string, Parameters<Paint>[0]>> = { success: 'green', failure: 'red', error: 'red' };

function statusLine(event: Extract<Happening, { event: 'status' }>, paint: Paint): string {
  const { context, state, description, url } = event;
  const where = url === undefined || state !== 'success' ? '' : ` ${paint('bold', url)}`;
  return `${commitOf(event)} ${paint(STATUS_STYLE[state] ?? 'dim', `${context}: ${state}: ${description}`)}${where}`;
}
