/** The colours of one theme, as `#rrggbb`. */
export interface Palette {
  readonly background: string;
  /** Of headers and boxes. */
  readonly subtle: string;
  readonly border: string;
  readonly text: string;
  readonly muted: string;
  readonly link: string;
  readonly success: string;
  readonly failure: string;
  readonly pending: string;
  readonly merged: string;
  /** On a ground of one of the four above, or of `link`. */
  readonly onColour: string;
}

export const light: Palette = {
  background: '#ffffff',
  subtle: '#f4f6f8',
  border: '#d3d9e0',
  text: '#1c2128',
  muted: '#57606a',
  link: '#0a5cc2',
  success: '#1a6f33',
  failure: '#b3202c',
  pending: '#855500',
  merged: '#6f3fc4',
  onColour: '#ffffff',
};

export const dark: Palette = {
  background: '#0f141a',
  subtle: '#171e26',
  border: '#333d48',
  text: '#e3e8ee',
  muted: '#9aa6b2',
  link: '#6cb0ff',
  success: '#56c46c',
  failure: '#ff7b72',
  pending: '#e0a63a',
  merged: '#b794f6',
  onColour: '#0f141a',
};
