import { css } from './css.ts';

/** The frame of a page: its head, its columns, its boxes. */
export const frame = css`
  .skip {
    position: absolute;
    left: -999rem;
  }
  .skip:focus {
    left: 8px;
    top: 8px;
    padding: 4px 8px;
    background: var(--background);
  }
  .wide {
    max-width: 1216px;
    margin: 0 auto;
    padding: 0 24px;
  }
  .top {
    background: var(--subtle);
    border-bottom: 1px solid var(--border);
  }
  .top .wide {
    padding-top: 14px;
  }
  .top .where {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    min-height: 32px;
    font-size: 1.05rem;
  }
  .top .where:last-child {
    padding-bottom: 14px;
  }
  nav ul {
    display: flex;
    gap: 8px;
    margin-top: 6px;
    flex-wrap: wrap;
  }
  nav a {
    display: block;
    padding: 8px 10px;
    color: var(--text);
    border-bottom: 2px solid transparent;
  }
  nav a:hover {
    text-decoration: none;
    border-color: var(--border);
  }
  nav a[aria-current] {
    font-weight: 600;
    border-color: var(--link);
  }
  main.wide {
    padding-top: 24px;
    padding-bottom: 32px;
  }
  footer {
    border-top: 1px solid var(--border);
    padding: 16px 0 32px;
  }
  .title {
    display: grid;
    gap: 10px;
    padding-bottom: 16px;
    margin-bottom: 20px;
    border-bottom: 1px solid var(--border);
  }
  .title p {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 10px;
    color: var(--muted);
  }
  .columns {
    display: grid;
    gap: 24px;
    grid-template-columns: minmax(0, 1fr);
  }
  .columns > * {
    min-width: 0;
  }
  .box {
    border: 1px solid var(--border);
    border-radius: 8px;
    background: var(--background);
    overflow: hidden;
  }
  .box + .box {
    margin-top: 16px;
  }
  .box > header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    padding: 9px 16px;
    background: var(--subtle);
    border-bottom: 1px solid var(--border);
  }
  .box > header:last-child {
    border-bottom: 0;
  }
  .box > header > h2 {
    max-width: calc(100% - 28px);
  }
  .box > .body {
    padding: 14px 16px;
  }
  .box.failure {
    border-color: var(--failure);
  }
  .box.success {
    border-color: var(--success);
  }
  .box.pending {
    border-color: var(--pending);
  }
  .empty {
    padding: 28px 16px;
    text-align: center;
    color: var(--muted);
  }
  @media (min-width: 900px) {
    .columns {
      grid-template-columns: minmax(0, 1fr) 280px;
      gap: 32px;
    }
    .columns > aside {
      grid-column: 2;
      grid-row: 1;
    }
  }
  @media (max-width: 899px) {
    .columns > aside {
      padding-bottom: 20px;
      border-bottom: 1px solid var(--border);
    }
  }
  @media (max-width: 600px) {
    .wide {
      padding-left: 16px;
      padding-right: 16px;
    }
    h1 {
      font-size: 1.3rem;
    }
  }
`;
