import { CodedError } from '#lib/coded-error.ts';

/** Whether this process may write to the outside now. Reading needs no leadership. */
export interface Leadership {
  /** To be asked at the moment of each write; cheap. Once it was false, the present term is over for good. */
  holds(): boolean;
}

/** A write that was not sent, because another process may lead by now. It ends the work that it was part of. */
export class NotLeading extends CodedError<'NotLeading'> {
  override readonly name = 'NotLeading';

  constructor(what: string) {
    super('NotLeading', `${what}: this process does not lead (any more)`, {
      source: 'system',
      next: 'nothing: whoever leads does the same work',
    });
  }
}
