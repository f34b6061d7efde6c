import type { Application } from '#model/environment.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { DeliverPorts } from '#features/deliver/ports.ts';
import type { ObjectReader } from '#ports/objects/objects.ts';
import type { Timers } from '#ports/timers.ts';
import { adviceFor } from '#apps/server/advice.ts';
import { NotFound } from '#apps/server/not-found.ts';
import type { WhyView } from '#apps/server/views.ts';
import { lookAtPresent } from './present.ts';
import { targetNamed, targetOf, type Target } from '#features/deliver/target.ts';
import { notRegistered, whyApplication, whyEnvironment, whyNone } from './why.ts';

export interface WhyOptions {
  readonly reader: ObjectReader;
  readonly deliver?: DeliverPorts;
  readonly timers: Timers;
  readonly githubTimeoutMs?: number;
}

const GITHUB_TIMEOUT_MS = 15_000;

/** One answer about an environment, an application, or what could be one. Throws `NotFound`, `ObjectsError`. */
export async function answerWhy(name: string, options: WhyOptions): Promise<WhyView> {
  const { reader } = options;
  const applications = await reader.list('Application', { namespace: HOME_NAMESPACE });
  const environment = await reader.get('Environment', { name, namespace: HOME_NAMESPACE });
  if (!environment) return answerNone(name, targetNamed(name, applications.items), applications.items, options);

  const target = targetOf(environment, applications.items);
  const present = target ? await look(target, options) : notRegistered(environment);
  return whyEnvironment(environment, present);
}

async function answerNone(
  name: string,
  target: Target | undefined,
  applications: readonly Stored<Application>[],
  options: WhyOptions,
): Promise<WhyView> {
  if (!target) throw unknownName(name, applications);
  if (target.kind === 'application') return whyApplication(target.application);
  const present = await look(target, options);
  if (present.kind === 'noSuch') throw new NotFound(present.fact.message, adviceFor(present.fact.reason));
  return whyNone(name, present);
}

const look = (target: Target, { deliver, timers, githubTimeoutMs = GITHUB_TIMEOUT_MS }: WhyOptions) =>
  lookAtPresent(target, { deliver, timers, timeoutMs: githubTimeoutMs });

function unknownName(name: string, applications: readonly Stored<Application>[]): NotFound {
  const registered = applications.map(({ metadata }) => metadata.name).toSorted();
  const known = registered.length > 0 ? `registered: ${registered.join(', ')}` : 'no application is registered';
  return new NotFound(
    `nothing is called "${name}": no environment, and not a pull request or stage of a registered application (${known})`,
    'name an environment (dm env list), APPLICATION-pr-NUMBER or APPLICATION-STAGE',
  );
}
