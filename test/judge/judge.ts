import { child, isJson, jsons, loadDescription, refName, type Description, type Json } from './description.ts';
import { bodySchema, corrected } from './overlay.ts';
import { Validators } from './validators.ts';

/** One request and its answer. */
export interface Exchange {
  readonly method: string;
  /** GitHub's path template: `/repos/{owner}/{repo}`. */
  readonly template: string;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly requestBody?: unknown;
  readonly status: number;
  /** Undefined for none. */
  readonly responseBody?: unknown;
}

export interface Violation {
  readonly where: 'route' | 'path' | 'query' | 'request body' | 'answer' | 'event';
  readonly message: string;
}

/** Says where an exchange or an event is not as GitHub's own description has it. */
export interface Judge {
  exchange(exchange: Exchange): readonly Violation[];
  delivery(event: string, payload: unknown): readonly Violation[];
}

/** Loads the description (0.2 s); validators are compiled when first used, so share one judge in a process. */
export function createJudge(description: Description = corrected(loadDescription())): Judge {
  const validators = new Validators(description);
  return {
    exchange: (exchange) => judgeExchange(description, validators, exchange),
    delivery: (event, payload) => judgeDelivery(description, validators, event, payload),
  };
}

function judgeExchange(description: Description, validators: Validators, exchange: Exchange): readonly Violation[] {
  const { method, template, path = {}, query = {} } = exchange;
  const operation = description.paths[template]?.[method.toLowerCase()];
  if (!operation) return [{ where: 'route', message: `GitHub has no ${method} ${template}` }];
  const key = `${method} ${template}`;
  const parameters = parametersOf(description, operation);
  const found: Violation[] = [];
  const report = (where: Violation['where'], messages: readonly string[]): void => {
    found.push(...messages.map((message) => ({ where, message: `${key}: ${where}: ${message}` })));
  };
  report(
    'path',
    validators.texts(`${key} path`, () => textsSchema(parameters, 'path'), path),
  );
  report(
    'query',
    validators.texts(`${key} query`, () => textsSchema(parameters, 'query'), query),
  );
  report('request body', judgeBody(validators, key, operation, exchange.requestBody));
  report('answer', judgeAnswer(description, validators, key, operation, exchange));
  return found;
}

function judgeBody(validators: Validators, key: string, operation: Json, body: unknown): readonly string[] {
  const wanted = child(operation, 'requestBody');
  if (body === undefined) return wanted['required'] === true ? ['is missing'] : [];
  if (wanted['content'] === undefined) return ['there is one, and GitHub wants none'];
  return validators.check(`${key} body`, () => bodySchema(operation), body);
}

function judgeAnswer(
  { components }: Description,
  validators: Validators,
  key: string,
  operation: Json,
  { status, responseBody }: Exchange,
): readonly string[] {
  const declared = child(operation, 'responses')[String(status)];
  if (status === 304) return responseBody === undefined ? [] : ['there is a body, and a 304 has none'];
  if (!isJson(declared) && status < 400) return [`GitHub does not answer ${status}`];
  const response = isJson(declared) ? resolved(components.responses, declared) : {};
  const schema = child(child(response, 'content'), 'application/json')['schema'];
  if (isJson(schema)) return validators.check(`${key} ${status}`, () => schema, responseBody);
  if (status >= 400) return validators.check(`refusal ${status}`, () => refusalSchema(status), responseBody);
  return responseBody === undefined ? [] : [`there is a body, and GitHub answers ${status} without one`];
}

/** The description lists few of the refusals that every route can answer with; all have one of two shapes. */
const refusalSchema = (status: number): Json => {
  const name = status === 422 ? 'validation-error' : 'basic-error';
  return { $ref: `#/components/schemas/${name}` };
};

function judgeDelivery(description: Description, validators: Validators, event: string, payload: unknown) {
  const action = isJson(payload) && typeof payload['action'] === 'string' ? [payload['action']] : [];
  const name = [event, ...action].join('-').replaceAll('_', '-');
  const webhook = description['x-webhooks'][name];
  if (!webhook) return [{ where: 'event', message: `GitHub sends no ${name}` }] as const;
  const messages = validators.check(`event ${name}`, () => bodySchema(webhook.post), payload);
  return messages.map((message) => ({ where: 'event', message: `${name}: ${message}` }) as const);
}

const parametersOf = ({ components }: Description, operation: Json): readonly Json[] =>
  jsons(operation['parameters']).map((parameter) => resolved(components.parameters, parameter));

const resolved = (components: Readonly<Record<string, Json>>, value: Json): Json => {
  const name = refName(value);
  return name === undefined ? value : (components[name] ?? {});
};

/** The parameters of one place as one object: unknown ones are refused. */
function textsSchema(parameters: readonly Json[], place: 'path' | 'query'): Json {
  const here = parameters.filter((parameter) => parameter['in'] === place);
  const properties = Object.fromEntries(here.map((one) => [String(one['name']), child(one, 'schema')]));
  const required = here.filter((one) => one['required'] === true).map((one) => String(one['name']));
  return { type: 'object', properties, required, additionalProperties: false };
}
