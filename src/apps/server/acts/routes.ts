import type { Context, Hono } from 'hono';
import { requestedActs, type Person, type RequestedAct } from '#model/act-request.ts';
import { environmentName, type EnvironmentName } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { ObjectReader } from '#ports/objects/objects.ts';
import { targetNamed } from '#features/deliver/target.ts';
import { NotFound } from '#apps/server/not-found.ts';
import type { ActView } from '#apps/server/views.ts';
import { readBody, smallBody } from './body.ts';
import { requestAct, type RequestPorts } from './request-act.ts';
import { actView } from './view.ts';

export interface ActsOptions extends RequestPorts {
  /** Who asks, verified by whoever lets the request in. */
  readonly person: Person;
}

/** What people can do over HTTP: it is written down as a request, and carried out by the controller. */
export function addActs(app: Hono, reader: ObjectReader, { person, ...ports }: ActsOptions): void {
  for (const act of requestedActs) {
    app.post(`/v1/environments/:name/${act}`, smallBody, async (context) => {
      const body = await readBody(context);
      const environment = await known(reader, nameIn(context), act);
      const request = await requestAct(ports, { act, environment, by: person, ...body });
      context.header('location', `/v1/acts/${request.metadata.name}`);
      return context.json<ActView>(actView(request), 202);
    });
  }
  app.get('/v1/acts/:name', async (context) => {
    const name = nameIn(context);
    const request = await reader.get('ActRequest', { name, namespace: HOME_NAMESPACE });
    if (!request) throw new NotFound(`no act is called "${name}"`, 'acts are kept for an hour after their end');
    return context.json<ActView>(actView(request));
  });
}

const nameIn = ({ req }: Context): string => req.param('name') ?? '';

/** Only what exists is deleted; what can exist may be brought back. Throws `NotFound`, `ObjectsError`. */
async function known(reader: ObjectReader, text: string, act: RequestedAct): Promise<EnvironmentName> {
  const parsed = environmentName.safeParse(text);
  const unknown = new NotFound(`no environment is called "${text}"`, 'see those that exist: dm env list');
  if (!parsed.success) throw unknown;
  const name = parsed.data;
  if (await reader.get('Environment', { name, namespace: HOME_NAMESPACE })) return name;
  if (act === 'delete') throw unknown;
  const applications = await reader.list('Application', { namespace: HOME_NAMESPACE });
  const target = targetNamed(name, applications.items);
  if (!target || target.kind === 'application') throw unknown;
  return name;
}
