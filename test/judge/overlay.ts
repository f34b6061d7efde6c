import { child, type Description, type Json } from './description.ts';

/** A place where GitHub's description says less, more or other than GitHub does. */
interface Correction {
  readonly why: string;
  /** The name of a component, or `POST /path` for the body of a request. */
  readonly of: string;
  readonly properties: Readonly<Record<string, Json>>;
}

const text = (maxLength: number, more: Json = {}): Json => ({ type: 'string', maxLength, ...more });
const statuses = 'POST /repos/{owner}/{repo}/statuses/{sha}';
const deployments = 'POST /repos/{owner}/{repo}/deployments';
const comments = '/repos/{owner}/{repo}/issues';

/** What is added to GitHub's description before it judges. */
export const corrections: readonly Correction[] = [
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
  ...['validation-error', 'validation-error-simple'].map((of) => ({
    of,
    why: 'every error body has the status as a text; only basic-error says so',
    properties: { status: { type: 'string' } },
  })),
];

/** GitHub's description with the corrections. The parts that are not touched are shared. */
export function corrected(description: Description): Description {
  return corrections.reduce(applied, description);
}

function applied(description: Description, { of, properties }: Correction): Description {
  const { components, paths } = description;
  const component = components.schemas[of];
  if (component) {
    const schemas = { ...components.schemas, [of]: withProperties(component, properties) };
    return { ...description, components: { ...components, schemas } };
  }
  const [method = '', path = ''] = of.split(' ');
  const operation = paths[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`the overlay corrects ${of}, which GitHub's description does not have`);
  const changed = withBody(operation, withProperties(bodySchema(operation), properties));
  return { ...description, paths: { ...paths, [path]: { ...paths[path], [method.toLowerCase()]: changed } } };
}

/** The schema of a request's JSON body; empty when it has none. */
export const bodySchema = (operation: Json): Json =>
  child(child(child(child(operation, 'requestBody'), 'content'), 'application/json'), 'schema');

const withBody = (operation: Json, schema: Json): Json => ({
  ...operation,
  requestBody: { ...child(operation, 'requestBody'), content: { 'application/json': { schema } } },
});

const withProperties = (schema: Json, properties: Readonly<Record<string, Json>>): Json => ({
  ...schema,
  properties: { ...child(schema, 'properties'), ...properties },
});
