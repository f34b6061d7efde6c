import { css } from './css.ts';
import { dark, light, type Palette } from './palette.ts';

const variables = (palette: Palette): string =>
  Object.entries(palette)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(' ');

/** Colours, type and the small things that stand in lines of text. */
export const base = css`
  :root {
    color-scheme: light dark;
    ${variables(light)}
  }
  @media (prefers-color-scheme: dark) {
    :root {
      ${variables(dark)}
    }
  }
  * {
    box-sizing: border-box;
  }
  html {
    -webkit-text-size-adjust: 100%;
  }
  body {
    margin: 0;
    background: var(--background);
    color: var(--text);
    font:
      15px/1.5 system-ui,
      -apple-system,
      'Segoe UI',
      'Noto Sans',
      sans-serif;
    overflow-wrap: anywhere;
  }
  a {
    color: var(--link);
    text-decoration: none;
  }
  a:hover {
    text-decoration: underline;
  }
  a:focus-visible {
    outline: 2px solid var(--link);
    outline-offset: 2px;
    border-radius: 4px;
  }
  h1,
  h2,
  h3,
  p,
  ol,
  ul,
  pre {
    margin: 0;
  }
  h1 {
    font-size: 1.6rem;
    font-weight: 600;
    line-height: 1.25;
  }
  h1 .number {
    color: var(--muted);
    font-weight: 400;
  }
  h2,
  h3 {
    font-size: 1rem;
    font-weight: 600;
  }
  b {
    font-weight: 600;
  }
  ol,
  ul {
    padding: 0;
    list-style: none;
  }
  code,
  pre,
  .sha {
    font-family: ui-monospace, SFMono-Regular, Menlo, 'DejaVu Sans Mono', Consolas, monospace;
    font-size: 0.86em;
  }
  pre {
    padding: 12px 16px;
    overflow-x: auto;
    border: 1px solid var(--border);
    border-radius: 6px;
    background: var(--subtle);
    line-height: 1.45;
    overflow-wrap: normal;
  }
  small,
  .muted {
    color: var(--muted);
  }
  small {
    font-size: 0.87em;
  }
  .tag {
    display: inline-block;
    padding: 0 8px;
    border: 1px solid var(--border);
    border-radius: 2em;
    color: var(--muted);
    font-size: 0.8rem;
    line-height: 1.6;
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 4px 12px;
    border-radius: 2em;
    font-weight: 600;
    font-size: 0.92rem;
    line-height: 1.4;
    color: var(--onColour);
    background: var(--muted);
  }
  .badge.open,
  .badge.success {
    background: var(--success);
  }
  .badge.merged {
    background: var(--merged);
  }
  .badge.closed,
  .badge.failure {
    background: var(--failure);
  }
  .badge.pending {
    background: var(--pending);
  }
  .badge.small {
    padding: 1px 9px;
    font-size: 0.8rem;
  }
  .branch {
    padding: 2px 7px;
    border-radius: 6px;
    background: var(--subtle);
    border: 1px solid var(--border);
    color: var(--link);
  }
  .icon {
    width: 16px;
    height: 16px;
    flex: none;
    vertical-align: -3px;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
    color: var(--muted);
  }
  .icon.success {
    color: var(--success);
  }
  .icon.failure {
    color: var(--failure);
  }
  .icon.pending {
    color: var(--pending);
  }
  .icon.merged {
    color: var(--merged);
  }
  .icon.open {
    color: var(--success);
  }
  .icon.closed {
    color: var(--failure);
  }
  .badge .icon {
    color: inherit;
  }
  .badge,
  .tag,
  .button {
    vertical-align: middle;
  }
  .button {
    display: inline-block;
    padding: 4px 12px;
    border: 1px solid var(--border);
    border-radius: 6px;
    background: var(--subtle);
    color: var(--text);
    font-weight: 600;
    font-size: 0.9rem;
  }
  .button.main {
    background: var(--success);
    border-color: var(--success);
    color: var(--onColour);
  }
  @media (prefers-reduced-motion: no-preference) {
    .spin {
      animation: spin 1.6s linear infinite;
      transform-origin: 50% 50%;
    }
    @keyframes spin {
      to {
        transform: rotate(360deg);
      }
    }
  }
`;
