import type { GitHubView, WhyView } from '#apps/server/views.ts';
import type { Look } from '#apps/cli/terminal/look.ts';

/** `dm why NAME`. Pure. */
export function renderWhy({ name, answer, causes, environment, github }: WhyView, { paint }: Look): string {
  const numbered = causes.flatMap(({ reason, message, source, next }, index) => [
    `  ${index + 1}. ${paint('yellow', reason)}: ${message} ${paint('dim', `(says ${source === 'GitHub' ? source : 'the cluster'})`)}`,
    `     next: ${next}`,
  ]);
  return [
    `${paint('bold', name)}: ${answer}`,
    ...(environment?.url === undefined ? [] : [environment.url]),
    ...(numbered.length === 0 ? [] : ['', ...numbered]),
    ...aboutGitHub(github, paint),
  ].join('\n');
}

function aboutGitHub(github: GitHubView, paint: Look['paint']): readonly string[] {
  if (github.kind !== 'away') return [];
  const { code, message, next } = github;
  return ['', `${paint('red', 'GitHub could not be asked')}: ${code}: ${message}`, `  next: ${next}`];
}
