/** Whether two types are one: not only assignable to each other, but the same field by field. */
export type Same<Left, Right> =
  (<Value>(value: Value) => Value extends Left ? 1 : 2) extends <Value>(value: Value) => Value extends Right ? 1 : 2
    ? true
    : false;

/** Does not compile where the proof is false. */
export type Holds<Proof extends true> = Proof;
