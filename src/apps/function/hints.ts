import { z } from 'zod';
import { keyOf, type Hint, type Hints } from './hint.ts';
import { hintsOfCheckRun, hintsOfCheckSuite, hintsOfPullRequest, hintsOfPush, hintsOfStatus } from './payloads.ts';

interface HintingEvent {
  /** The actions that can change what we decide; an event without actions always can. */
  readonly actions?: readonly string[];
  /** The hints, or why there are none. Throws `ZodError` when the payload lacks a field. */
  readonly read: (payload: object) => readonly Hint[] | string;
}

const events: ReadonlyMap<string, HintingEvent> = new Map(
  Object.entries<HintingEvent>({
    pull_request: {
      actions: [
        'opened',
        'reopened',
        'synchronize',
        'edited',
        'closed',
        'labeled',
        'unlabeled',
        'ready_for_review',
        'converted_to_draft',
      ],
      read: hintsOfPullRequest,
    },
    push: { read: hintsOfPush },
    check_run: { actions: ['created', 'completed', 'rerequested'], read: hintsOfCheckRun },
    check_suite: { actions: ['requested', 'completed', 'rerequested'], read: hintsOfCheckSuite },
    status: { read: hintsOfStatus },
  }),
);

const withAction = z.object({ action: z.string() });

/** What a delivery hints at, each thing once. Pure; it never throws for any payload. */
export function hintsOf(event: string, payload: object): Hints {
  const known = events.get(event);
  if (!known) return { kind: 'ignored', reason: `event ${event}` };
  try {
    if (known.actions && !known.actions.includes(withAction.parse(payload).action)) {
      return { kind: 'ignored', reason: `an action of event ${event} that changes nothing here` };
    }
    const found = known.read(payload);
    return typeof found === 'string' ? { kind: 'ignored', reason: found } : { kind: 'hints', hints: unique(found) };
  } catch (error) {
    if (error instanceof z.ZodError) return { kind: 'malformed', reason: `event ${event}: ${firstProblem(error)}` };
    throw error;
  }
}

function unique(hints: readonly Hint[]): readonly Hint[] {
  if (hints.length < 2) return hints;
  return [...new Map(hints.map((hint) => [keyOf(hint), hint])).values()];
}

function firstProblem({ issues: [issue] }: z.ZodError): string {
  return issue ? `${issue.path.map(String).join('.')}: ${issue.message}` : 'unreadable';
}
