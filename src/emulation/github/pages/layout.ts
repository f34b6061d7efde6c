import { html, type Html, type HtmlValue } from '#lib/html.ts';
import type { Repository } from '#emulation/github/repository.ts';
import { repositoryPath } from './link.ts';
import { styleElement } from './style/style.ts';

/** A page without its frame. */
export interface Page {
  readonly status: 200 | 404;
  readonly title: string;
  readonly body: HtmlValue;
  /** Whose page it is. */
  readonly repository?: Repository;
  readonly tab?: Tab;
  /** Something on it will change by itself soon: it is to be loaded again. */
  readonly isPending?: boolean;
}

export type Tab = 'pulls' | 'deployments';

/** Between two looks at what is pending. */
const AGAIN_SECONDS = 3;

/** A whole document. No scripts: it is loaded again as long as something on it is pending. */
export function layout({ title, body, repository, tab, isPending = false }: Page): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${isPending && html`<meta http-equiv="refresh" content="${AGAIN_SECONDS}" />`}
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${styleElement}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <div class="top">
          <div class="wide">
            <div class="where">
              <a href="/">Repositories</a>${repository && place(repository)}<span class="tag"
                >emulated GitHub, read-only</span
              >
            </div>
            ${repository && tabs(repository, tab)}
          </div>
        </div>
        <main id="content" class="wide">${body}</main>
        <footer>
          <div class="wide">
            <small
              >Times are
              UTC.${isPending && ` Something is pending: this page loads itself again every ${AGAIN_SECONDS} seconds.`}</small
            >
          </div>
        </footer>
      </body>
    </html> `;
}

const place = (repository: Repository): Html =>
  html`<span aria-hidden="true">/</span>
    <b><a href="${repositoryPath(repository)}/pulls">${repository.owner}/${repository.name}</a></b>`;

function tabs(repository: Repository, current: Tab | undefined): Html {
  const all: readonly (readonly [Tab, string])[] = [
    ['pulls', 'Pull requests'],
    ['deployments', 'Deployments'],
  ];
  const items = all.map(([tab, words]) => {
    const mark = tab === current && html` aria-current="page"`;
    return html`<li><a href="${repositoryPath(repository)}/${tab}" ${mark}>${words}</a></li>`;
  });
  return html`<nav aria-label="Repository">
    <ul>
      ${items}
    </ul>
  </nav>`;
}
