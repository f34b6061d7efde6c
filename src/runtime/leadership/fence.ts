import type { GitHubBudget } from '#ports/github/budget.ts';
import { NotLeading, type Leadership } from '#ports/leadership.ts';
import type { Objects } from '#ports/objects/objects.ts';

/** Throws `NotLeading`. */
function check(leadership: Leadership, what: string): void {
  if (!leadership.holds()) throw new NotLeading(what);
}

/** Objects that only a leader writes, whatever the caller believes; anybody reads. Writes throw `NotLeading` as well. */
export function fencedObjects(objects: Objects, leadership: Leadership): Objects {
  return {
    get: (kind, key) => objects.get(kind, key),
    list: (kind, selection) => objects.list(kind, selection),
    watch: (kind, options) => objects.watch(kind, options),
    apply: async (kind, object, options) => {
      check(leadership, `apply ${kind} ${object.metadata.name}`);
      return objects.apply(kind, object, options);
    },
    putStatus: async (kind, key, status, condition) => {
      check(leadership, `status of ${kind} ${key.name}`);
      return objects.putStatus(kind, key, status, condition);
    },
    removeFinalizer: async (kind, key, finalizer, condition) => {
      check(leadership, `finalizer of ${kind} ${key.name}`);
      return objects.removeFinalizer(kind, key, finalizer, condition);
    },
    delete: async (kind, key, options) => {
      check(leadership, `delete ${kind} ${key.name}`);
      return objects.delete(kind, key, options);
    },
  };
}

/**
 * A budget that lets only a leader write to GitHub. A request may wait for its turn for longer than a term lasts, so it
 * is asked when its turn has come. Turns throw `NotLeading` as well.
 */
export function fencedBudget(budget: GitHubBudget, leadership: Leadership): GitHubBudget {
  return {
    close: () => budget.close(),
    turn: async (request) => {
      const turn = await budget.turn(request);
      if (request.cost === 'read' || leadership.holds()) return turn;
      turn.end({});
      throw new NotLeading(`write to GitHub ${request.endpoint}`);
    },
  };
}
