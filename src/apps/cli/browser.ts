import type { CliIo } from './io.ts';

/**
 * The program that opens an address: what the variable BROWSER names (one program, without arguments), else the one of
 * the desktop. Undefined where there is nothing to open it on.
 */
export function browserOf({ environment, platform }: Pick<CliIo, 'environment' | 'platform'>): string | undefined {
  const { BROWSER, DISPLAY, WAYLAND_DISPLAY } = environment;
  if (BROWSER) return BROWSER;
  if (platform === 'darwin') return 'open';
  return DISPLAY || WAYLAND_DISPLAY ? 'xdg-open' : undefined;
}
