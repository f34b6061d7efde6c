/** One entry of `errors` in a 422. */
export interface FieldError {
  readonly resource: string;
  readonly code: string;
  readonly field?: string;
  readonly message?: string;
}

/** An answer of 400 and above, in GitHub's words. Commands and routes throw it; `answer` turns it into the answer. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** GitHub's `message`; that of the Error has the details too. */
  readonly words: string;
  readonly errors: readonly (FieldError | string)[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    words: string,
    errors?: readonly (FieldError | string)[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(errors ? `${words}: ${JSON.stringify(errors)}` : words);
    this.status = status;
    this.words = words;
    this.errors = errors;
    this.headers = headers;
  }
}

export const notFound = () => new Refusal(404, 'Not Found');
export const badCredentials = () => new Refusal(401, 'Bad credentials');
export const archived = () => new Refusal(403, 'Repository was archived so is read-only.');
export const noCommit = (sha: string) => new Refusal(422, `No commit found for SHA: ${sha}`);
export const invalid = (...errors: readonly FieldError[]) => new Refusal(422, 'Validation Failed', errors);

/** The body of GitHub's answer. */
export function refusalBody({ status, words: message, errors }: Refusal): Record<string, unknown> {
  const documentation = { documentation_url: 'https://docs.github.com/rest', status: String(status) };
  return { message, ...(errors && { errors }), ...documentation };
}
