import { Hono, type Context } from 'hono';
import { CodedError, messageOf } from '#lib/coded-error.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Log } from '#ports/log.ts';
import type { ObjectReader } from '#ports/objects/objects.ts';
import type { Timers } from '#ports/timers.ts';
import type { DeliverPorts } from '#features/deliver/ports.ts';
import { addActs, type ActsOptions } from './acts/routes.ts';
import { environmentDetails, environmentView } from './environment-view.ts';
import { respondWithLogs } from './logs/respond.ts';
import type { LogsPorts } from './logs/view.ts';
import { NotFound } from './not-found.ts';
import { byName, statusView } from './status-view.ts';
import type { EnvironmentsView, ErrorView } from './views.ts';
import { answerWhy } from './why/answer.ts';

export interface ServerOptions {
  /** Usually the watch caches. */
  readonly reader: ObjectReader;
  /** For `why`: reads GitHub anew, and writes nothing. Left out where there is no access to GitHub. */
  readonly deliver?: DeliverPorts;
  /** What pods write, and what must be taken out of it. Left out where it cannot be read. */
  readonly logs?: Pick<LogsPorts, 'podLogs' | 'redact'>;
  /** Who can ask for what, and where it is written down. Left out where this server only reads. */
  readonly acts?: ActsOptions;
  readonly timers: Timers;
  readonly log: Log;
  /** How long `why` waits for GitHub. */
  readonly githubTimeoutMs?: number;
}

/** The HTTP API, version 1: it reads, and writes down what people ask for. */
export function createServer(options: ServerOptions): Hono {
  const { reader, timers, log, logs } = options;
  const home = { namespace: HOME_NAMESPACE };
  const app = new Hono();

  app.get('/v1/status', async (context) => {
    const applications = await reader.list('Application', home);
    const environments = await reader.list('Environment', home);
    return context.json(statusView(applications.items, environments.items));
  });
  app.get('/v1/environments', async (context) => {
    const { items } = await reader.list('Environment', home);
    return context.json<EnvironmentsView>({ environments: byName(items.map(environmentView)) });
  });
  app.get('/v1/environments/:name', async (context) => {
    const name = context.req.param('name');
    const environment = await reader.get('Environment', { ...home, name });
    if (!environment) throw new NotFound(`no environment is called "${name}"`, 'see those that exist: dm env list');
    return context.json(environmentDetails(environment));
  });
  app.get('/v1/environments/:name/logs', (context) => {
    if (!logs) throw noSuchPath(context);
    return respondWithLogs({ ...logs, reader, timers, log }, context.req.param('name'), context.req.query());
  });
  app.get('/v1/why/:name', async (context) => context.json(await answerWhy(context.req.param('name'), options)));

  if (options.acts) addActs(app, reader, options.acts);

  app.all('/v1/*', (context) =>
    context.req.method === 'GET' ? fail(context, noSuchPath(context)) : fail(context, notAllowed(context)),
  );
  app.notFound((context) => fail(context, noSuchPath(context)));
  app.onError((error, context) => {
    if (!(error instanceof CodedError))
      log.error('request-failed', { path: context.req.path, error: messageOf(error) });
    return fail(context, error);
  });
  return app;
}

const noSuchPath = ({ req }: Context): CodedError => new NotFound(`there is nothing at ${req.path}`);

const notAllowed = ({ req }: Context): CodedError =>
  new CodedError('MethodNotAllowed', `${req.method} ${req.path}: nothing can be done there`, { source: 'user' });

/** The one place where an error becomes an answer; what nobody expected is said without its inside. */
function fail(context: Context, error: Error): Response {
  if (!(error instanceof CodedError)) {
    return context.json<ErrorView>(
      { error: { code: 'Internal', message: 'the server failed: its log says why' } },
      500,
    );
  }
  const { code, message, next } = error;
  const body: ErrorView = { error: { code, message, ...(next !== undefined && { next }) } };
  return context.json(body, statusFor(error));
}

const statuses = {
  NotFound: 404,
  MethodNotAllowed: 405,
  KeyReused: 409,
  TooLarge: 413,
  UnsupportedMediaType: 415,
  TooManyRequests: 429,
} as const;

function statusFor({ code, source }: CodedError): (typeof statuses)[keyof typeof statuses] | 400 | 503 {
  if (Object.hasOwn(statuses, code)) return statuses[code as keyof typeof statuses];
  return source === 'user' ? 400 : 503;
}
