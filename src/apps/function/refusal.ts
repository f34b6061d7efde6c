import type { HttpAnswer } from '#ports/http.ts';

/** Why a delivery is not accepted: thrown by the steps that read it, answered in one place. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: 400 | 401 | 408 | 413 | 415 | 503;

  /** @param message is sent to whoever asked: never a part of the body */
  constructor(status: Refusal['status'], message: string) {
    super(message);
    this.status = status;
  }
}

/** Why a request was not carried out, as a body: one sentence, nothing of what was sent. */
export const refuse = (status: number, error: string, headers: Readonly<Record<string, string>> = {}): HttpAnswer => ({
  ...answerOf(status, { error }),
  headers: { ...JSON_HEADERS, ...headers },
});

export const answerOf = (status: number, body: Readonly<Record<string, string | number>>): HttpAnswer => ({
  status,
  headers: JSON_HEADERS,
  body: JSON.stringify(body),
});

const JSON_HEADERS = { 'content-type': 'application/json' };
