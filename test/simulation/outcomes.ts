import type { Log, LogFields } from '#ports/log.ts';

/** Counts how deliveries ended, from what the controller logs. */
export class Outcomes {
  readonly counts = new Map<string, number>();
  readonly log: Log = {
    info: (event, fields = {}) => {
      if (event === 'reconciled' && fields['reconciler'] === 'deliver') this.#count(fields);
    },
    warn: () => undefined,
    error: () => undefined,
  };

  #count({ key, outcome, why }: LogFields): void {
    const kind = String(key).includes('"kind":"stage"') ? 'stage' : 'preview';
    const reason = typeof why === 'string' ? ` ${why.split(':')[0]}` : '';
    const name = `${kind}: ${String(outcome)}${reason}`;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }
}
