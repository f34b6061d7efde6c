declare const brand: unique symbol;

/** A value that only a parser may make: `CommitSha` is a string, but not every string is a `CommitSha`. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };
