import { css } from './css.ts';

/** What stands in the boxes: rows, the timeline, panels, Markdown. */
export const content = css`
  .rows > li {
    display: flex;
    align-items: flex-start;
    gap: 4px 12px;
    padding: 10px 16px;
    border-top: 1px solid var(--border);
  }
  .rows > li:first-child {
    border-top: 0;
  }
  .rows > li > .icon {
    margin-top: 3px;
  }
  .rows .what {
    flex: 1;
    min-width: 0;
  }
  .rows .end {
    flex: none;
    text-align: right;
    white-space: nowrap;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
  }
  .steps {
    margin-top: 4px;
    color: var(--muted);
    font-size: 0.9em;
  }
  .steps li {
    display: flex;
    gap: 10px;
  }
  .steps time {
    flex: none;
  }
  .timeline {
    position: relative;
    padding-left: 44px;
    display: grid;
    gap: 18px;
    margin-bottom: 24px;
  }
  .timeline::before {
    content: '';
    position: absolute;
    left: 15px;
    top: 8px;
    bottom: -24px;
    width: 2px;
    background: var(--border);
  }
  .timeline > li {
    position: relative;
    min-width: 0;
  }
  .timeline .dot {
    position: absolute;
    left: -44px;
    top: -4px;
    width: 32px;
    height: 32px;
    border-radius: 50%;
    display: grid;
    place-items: center;
    background: var(--subtle);
    border: 2px solid var(--background);
    color: var(--muted);
  }
  .timeline .dot .icon {
    color: inherit;
  }
  .timeline .dot.success {
    background: var(--success);
    color: var(--onColour);
  }
  .timeline .dot.failure {
    background: var(--failure);
    color: var(--onColour);
  }
  .timeline .dot.pending {
    background: var(--pending);
    color: var(--onColour);
  }
  .timeline .dot.merged {
    background: var(--merged);
    color: var(--onColour);
  }
  .commits {
    margin-top: 6px;
    display: grid;
    gap: 4px;
  }
  .commits li {
    display: flex;
    gap: 8px;
    align-items: baseline;
  }
  .commits .what {
    flex: 1;
    min-width: 0;
  }
  .panel {
    display: grid;
    gap: 10px;
  }
  .panel + .panel {
    margin-top: 20px;
    padding-top: 20px;
    border-top: 1px solid var(--border);
  }
  .panel h2 {
    font-size: 0.9rem;
    color: var(--muted);
  }
  .markdown {
    display: grid;
    gap: 12px;
    min-width: 0;
  }
  .markdown > * {
    min-width: 0;
  }
  .markdown h3 {
    font-size: 1.1rem;
  }
  .markdown code {
    padding: 0.15em 0.4em;
    border-radius: 6px;
    background: var(--subtle);
    border: 1px solid var(--border);
  }
  .markdown pre code {
    padding: 0;
    border: 0;
    background: none;
    font-size: 1em;
  }
  @media (max-width: 600px) {
    .timeline {
      padding-left: 36px;
    }
    .timeline .dot {
      left: -40px;
      width: 28px;
      height: 28px;
    }
    .timeline::before {
      left: 9px;
    }
    .rows > li {
      flex-wrap: wrap;
    }
    .rows .what {
      flex-basis: calc(100% - 28px);
    }
    .rows .icon ~ .end {
      padding-left: 28px;
    }
  }
`;
