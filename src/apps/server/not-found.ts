import { CodedError } from '#lib/coded-error.ts';

/** Nothing has the name that was asked for. */
export class NotFound extends CodedError<'NotFound'> {
  override readonly name = 'NotFound';

  constructor(message: string, next?: string) {
    super('NotFound', message, { source: 'user', next });
  }
}
