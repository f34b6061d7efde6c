const reference = /\$(?:\$|\{(?<braced>[A-Za-z_]\w*)(?:(?<operator>:?[-+?])(?<word>[^{}]*))?\}|(?<bare>[A-Za-z_]\w*))/g;

/** What is longer is cut, so that variables made of variables do not grow without end. */
const MAXIMUM_TEXT = 16_384;
const MAXIMUM_VALUE = 256;

/**
 * Puts variables into a text as Dockerfiles and Compose files write them: `$NAME`, `${NAME}`, `${NAME:-default}`,
 * `${NAME:+other}`, `$$` for a dollar sign. What is not known is empty.
 */
export function substitute(text: string, variables: ReadonlyMap<string, string>): string {
  return text.slice(0, MAXIMUM_TEXT).replaceAll(reference, (whole, ...rest: unknown[]) => {
    if (whole === '$$') return '$';
    const { braced, bare = '', operator = '', word = '' } = rest.at(-1) as Reference;
    return chosen((variables.get(braced ?? bare) ?? '').slice(0, MAXIMUM_VALUE), operator.at(-1), word);
  });
}

type Reference = Readonly<Partial<Record<'braced' | 'operator' | 'word' | 'bare', string>>>;

function chosen(value: string, operator: string | undefined, word: string): string {
  if (operator === '-') return value || word;
  return operator === '+' && value !== '' ? word : value;
}

/** Whether a text depends on variables. */
export const hasVariables = (text: string): boolean => text.replaceAll('$$', '').search(reference) !== -1;
