import { child, type Description, type Json } from './description.ts';

/** A place where GitHub's description says less, more or other than GitHub does. */
interface Correction {
  readonly why: string;
  /** The name of a component, or `POST /path` for the body of a request. */
  readonly of: string;
  /** A property of it whose properties are meant, instead of its own. */
  readonly within?: string;
  readonly properties: Readonly<Record<string, Json>>;
}

/** An answer whose description cannot be met. */
interface Replacement {
  readonly why: string;
  /** `GET /path`. */
  readonly of: string;
  readonly status: string;
  readonly answer: Json;
}

const text = (maxLength: number, more: Json = {}): Json => ({ type: 'string', maxLength, ...more });
const statuses = 'POST /repos/{owner}/{repo}/statuses/{sha}';
const deployments = 'POST /repos/{owner}/{repo}/deployments';
const comments = '/repos/{owner}/{repo}/issues';

const addressOrNone: Json = {
  anyOf: [
    { type: 'string', format: 'uri' },
    { type: 'string', enum: [''] },
  ],
};

const headWithoutRepository = (name: string): Correction => ({
  of: name,
  within: 'head',
  why: 'a pull request whose fork was deleted has no head repository',
  properties: { repo: { nullable: true, allOf: [{ $ref: '#/components/schemas/repository' }] } },
});

/** What is added to GitHub's description before it judges. */
const corrections: readonly Correction[] = [
  {
    of: statuses,
    why: 'GitHub refuses longer ones: description 140 characters, context 255',
    properties: { description: text(140, { nullable: true }), context: text(255) },
  },
  {
    of: deployments,
    why: 'GitHub refuses a description of more than 140 characters',
    properties: { description: text(140, { nullable: true }) },
  },
  {
    of: `${deployments}/{deployment_id}/statuses`,
    why: 'the prose says: the maximum description length is 140 characters',
    properties: { description: text(140) },
  },
  {
    of: `POST ${comments}/{issue_number}/comments`,
    why: 'GitHub refuses a body of more than 65,536 characters, and an empty one',
    properties: { body: text(65_536, { minLength: 1 }) },
  },
  {
    of: `PATCH ${comments}/comments/{comment_id}`,
    why: 'GitHub refuses a body of more than 65,536 characters, and an empty one',
    properties: { body: text(65_536, { minLength: 1 }) },
  },
  {
    of: 'deployment-status',
    why: 'an address that was not given is answered as an empty text, its documented default',
    properties: { target_url: addressOrNone, log_url: addressOrNone, environment_url: addressOrNone },
  },
  {
    of: 'webhook-deployment-status-created',
    within: 'deployment_status',
    why: 'as in the answer: an address that was not given is an empty text',
    properties: { log_url: addressOrNone, environment_url: addressOrNone },
  },
  headWithoutRepository('pull-request'),
  headWithoutRepository('pull-request-simple'),
  ...['validation-error', 'validation-error-simple'].map((of) => ({
    of,
    why: 'every error body has the status as a text; only basic-error says so',
    properties: { status: { type: 'string' } },
  })),
];

const replacements: readonly Replacement[] = [
  {
    of: 'GET /app/installations',
    status: '200',
    why: 'its account must be a user and an enterprise at once; one installation alone has it right, with anyOf',
    answer: { type: 'array', items: { $ref: '#/components/schemas/installation' } },
  },
  ...['405', '409'].map((status) => ({
    of: 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge',
    status,
    why: 'every error body has the status as a text; only basic-error says so',
    answer: { $ref: '#/components/schemas/basic-error' },
  })),
];

/** GitHub's description with the corrections. The parts that are not touched are shared. */
export function corrected(description: Description): Description {
  return replacements.reduce(replaced, corrections.reduce(applied, description));
}

function applied(description: Description, { of, within, properties }: Correction): Description {
  const { components } = description;
  const component = components.schemas[of];
  if (component) {
    const schemas = { ...components.schemas, [of]: withProperties(component, properties, within) };
    return { ...description, components: { ...components, schemas } };
  }
  return changedOperation(description, of, (operation) => ({
    ...operation,
    requestBody: {
      ...child(operation, 'requestBody'),
      ...jsonContent(withProperties(bodySchema(operation), properties, within)),
    },
  }));
}

const replaced = (description: Description, { of, status, answer }: Replacement): Description =>
  changedOperation(description, of, (operation) => ({
    ...operation,
    responses: { ...child(operation, 'responses'), [status]: jsonContent(answer) },
  }));

function changedOperation(description: Description, of: string, change: (operation: Json) => Json): Description {
  const { paths } = description;
  const [method = '', path = ''] = of.split(' ');
  const key = method.toLowerCase();
  const operation = paths[path]?.[key];
  if (!operation) throw new Error(`the overlay corrects ${of}, which GitHub's description does not have`);
  return { ...description, paths: { ...paths, [path]: { ...paths[path], [key]: change(operation) } } };
}

const jsonContent = (schema: Json): Json => ({ content: { 'application/json': { schema } } });

/** The schema of a request's JSON body; empty when it has none. */
export const bodySchema = (operation: Json): Json =>
  child(child(child(child(operation, 'requestBody'), 'content'), 'application/json'), 'schema');

function withProperties(schema: Json, properties: Readonly<Record<string, Json>>, within?: string): Json {
  const known = child(schema, 'properties');
  const added = within === undefined ? properties : { [within]: withProperties(child(known, within), properties) };
  return { ...schema, properties: { ...known, ...added } };
}
