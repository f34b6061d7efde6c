/** A named fact about a world: a message when it holds, undefined when it does not. */
export interface Rule<World, Reason extends string = string> {
  readonly reason: Reason;
  readonly holds: (world: World) => string | undefined;
}

/** What a rule found: the one word, and the sentence for people. */
export interface Fact<Reason extends string = string> {
  readonly reason: Reason;
  readonly message: string;
}

/** The first rule that holds, in the order given: the order is part of the meaning. */
export function firstThatHolds<World, Reason extends string>(
  rules: readonly Rule<World, Reason>[],
  world: World,
): Fact<Reason> | undefined {
  for (const { reason, holds } of rules) {
    const message = holds(world);
    if (message !== undefined) return { reason, message };
  }
  return undefined;
}
