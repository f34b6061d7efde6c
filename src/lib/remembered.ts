/** The same answers as `make`, which must be pure, without the work for those that were asked for last. @param most how many */
export function remembered<Answer>(make: (text: string) => Answer, most: number): (text: string) => Answer {
  /** The newest last. */
  const known = new Map<string, { readonly answer: Answer }>();
  return (text) => {
    const found = known.get(text) ?? { answer: make(text) };
    known.delete(text);
    known.set(text, found);
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return found.answer;
  };
}
