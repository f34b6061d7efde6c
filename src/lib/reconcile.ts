/** One question asked again and again: the same three steps in every feature. */
export interface Steps<World, Plan, Outcome> {
  /** Reads the world; undefined when there is nothing of that key. */
  readonly gather: () => Promise<World | undefined>;
  /** Decides. Pure. */
  readonly plan: (world: World) => Plan;
  /** Carries it out and decides nothing. */
  readonly apply: (world: World, plan: Plan) => Promise<Outcome>;
}

/** Reads the world, decides, carries it out. @param nothing the outcome when there is nothing of that key */
export async function reconcile<World, Plan, Outcome>(
  { gather, plan, apply }: Steps<World, Plan, Outcome>,
  nothing: Outcome,
): Promise<Outcome> {
  const world = await gather();
  return world === undefined ? nothing : apply(world, plan(world));
}
