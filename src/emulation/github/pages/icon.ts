import { html, type Html } from '#lib/html.ts';

/** How something stands, in one colour. */
export type Light = 'success' | 'failure' | 'pending' | 'neutral';

const shapes = {
  success: html`<path d="M3 8.5l3.3 3.3L13 5" />`,
  failure: html`<path d="M4 4l8 8M12 4l-8 8" />`,
  pending: html`<circle cx="8" cy="8" r="5.5" stroke-dasharray="22 13" class="spin" />`,
  neutral: html`<circle cx="8" cy="8" r="5.5" /><path d="M5.5 8h5" />`,
  merged: html`<circle cx="4" cy="3.5" r="1.7" /><circle cx="4" cy="12.5" r="1.7" /><circle
      cx="12"
      cy="9"
      r="1.7"
    /><path d="M4 5.5v5M4 6c1 2.2 3 3 6 3" />`,
  open: html`<circle cx="4" cy="3.5" r="1.7" /><circle cx="4" cy="12.5" r="1.7" /><circle
      cx="12"
      cy="12.5"
      r="1.7"
    /><path d="M4 5.5v5M12 10.5V6a2 2 0 0 0-2-2H8" />`,
  closed: html`<circle cx="4" cy="3.5" r="1.7" /><circle cx="4" cy="12.5" r="1.7" /><path
      d="M4 5.5v5M9.5 4.5l4 4M13.5 4.5l-4 4"
    />`,
  comment: html`<path d="M2.5 3h11v8H8l-3 2.5V11H2.5z" />`,
  commit: html`<circle cx="8" cy="8" r="3" /><path d="M1 8h4M11 8h4" />`,
  push: html`<path d="M8 13V3M4 7l4-4 4 4" />`,
  deployment: html`<path d="M8 2c3 1.5 4 4.5 3 8H5c-1-3.5 0-6.5 3-8zM6 10.5L4 13.5M10 10.5l2 3" />`,
} as const;

export type Shape = keyof typeof shapes;

/** A sign that screen readers read as its label; without a label they pass over it. */
export function icon(shape: Shape, label?: string): Html {
  const told = label === undefined ? html`aria-hidden="true"` : html`role="img" aria-label="${label}"`;
  return html`<svg class="icon ${shape}" viewBox="0 0 16 16" ${told}>${shapes[shape]}</svg>`;
}
