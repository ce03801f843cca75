import { readFileSync } from 'node:fs';
import { env } from 'node:process';
import { Ajv, type ValidateFunction } from 'ajv';

/** A request and its answer, as the document would see them. */
export interface Exchange {
  readonly method: string;
  /** Below the API’s base, without a query. */
  readonly path: string;
  readonly sent: unknown;
  readonly status: number;
  readonly body: unknown;
}

interface Documented {
  readonly requestBody?: { readonly $ref?: string; readonly content?: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly 'x-atlassian-oauth2-scopes'?: readonly { readonly scopes: readonly string[] }[];
}
type Content = Readonly<Record<string, { readonly schema: object }>>;
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Documented>>>>;
  readonly components: {
    readonly schemas: Record<string, object>;
    readonly requestBodies: Readonly<Record<string, { readonly content: Content }>>;
  };
}

/**
 * Atlassian’s OpenAPI document, where `BITBUCKET_OPENAPI` names a copy; it is not ours to ship.
 * Its known defects (x-revision 2ecc89e5fe81):
 * - what is null in life is only a string or a number there: nulls are left out before the check;
 * - `type` is required of every object, also of those that are sent, and nothing asks for it;
 * - restrictions need `pattern` and `branch_match_kind` there, also in a PUT that changes one field;
 * - errors have no `fields`, no object in `detail`, and always a message;
 * - the body of `override-settings`, environment changes, branching models, deploy keys and webhooks is missing;
 * - statuses that any operation can have (400, 401, 403, 404, 405, 409, 410, 415, 429) are mostly missing, and the
 *   404 of `pipelines_config`, the 405s and the second 400 of a default reviewer as well;
 * - reports take other fields than they show: `type` of a sent report is not asked for.
 */
export const document: Document | undefined = load();

/** What of an exchange the document does not know or allow; nothing without the document. */
export function undocumented(exchange: Exchange): readonly string[] {
  if (document === undefined || exchange.path.startsWith('/1.0')) return [];
  const { method, path, status, body } = exchange;
  const operation = operationOf(document, exchange);
  if (status >= 400) return body === undefined ? [] : wrong('error', errorSchema, body);
  if (operation === undefined) return [`${method} ${path} is not in the document`];
  if (operation.responses[status] === undefined)
    return [`${method} ${path} never answers ${status}`];
  return undocumentedBodies(document, operation, exchange);
}

function undocumentedBodies(of: Document, operation: Documented, { sent, status, body }: Exchange) {
  const response = operation.responses[status]?.content?.['application/json']?.schema;
  return [
    ...(sent === undefined ? [] : wrong('request', schemaOfRequest(of, operation), sent)),
    ...(body === undefined ? [] : wrong('response', response, body)),
  ];
}

/** The scopes that the document asks for. */
export function documentedScopes(operation: Documented): {
  readonly oauth: readonly string[];
  readonly api: readonly string[];
} {
  const oauth = operation.security?.find((one) => 'oauth2' in one)?.oauth2 ?? [];
  return { oauth, api: operation['x-atlassian-oauth2-scopes']?.[0]?.scopes ?? [] };
}

const errorSchema = {
  type: 'object',
  required: ['type', 'error'],
  properties: { type: { const: 'error' }, error: { type: 'object' } },
};

function load(): Document | undefined {
  // biome-ignore lint/style/noProcessEnv: where a person keeps the document is for them to say.
  const path = env.BITBUCKET_OPENAPI;
  return path === undefined ? undefined : (JSON.parse(readFileSync(path, 'utf8')) as Document);
}

function operationOf({ paths }: Document, { method, path }: Exchange): Documented | undefined {
  const trimmed = path.replace(/\/$/, '');
  const template = Object.keys(paths)
    .filter((one) => new RegExp(`^${one.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(trimmed))
    .toSorted((a, b) => a.split('{').length - b.split('{').length)[0];
  return template === undefined ? undefined : paths[template]?.[method.toLowerCase()];
}

function schemaOfRequest(
  { components }: Document,
  { requestBody }: Documented,
): object | undefined {
  const name = requestBody?.$ref?.split('/').at(-1);
  const content =
    name === undefined ? requestBody?.content : components.requestBodies[name]?.content;
  return content?.['application/json']?.schema;
}

const validators = new Map<string, ValidateFunction>();

function wrong(what: 'request' | 'response' | 'error', schema: object | undefined, value: unknown) {
  if (schema === undefined || document === undefined) return [];
  const validate = validatorOf(what, schema, document);
  if (validate(withoutNulls(value))) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${what} ${instancePath} ${message}`,
  );
}

function validatorOf(what: string, schema: object, { components }: Document): ValidateFunction {
  const key = `${what} ${JSON.stringify(schema)}`;
  const known = validators.get(key);
  if (known !== undefined) return known;
  const schemas = what === 'request' ? relaxed(components.schemas) : components.schemas;
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const made = ajv.compile({ ...schema, components: { schemas } });
  validators.set(key, made);
  return made;
}

/** What is sent may be a part, and says no `type`. */
function relaxed(schemas: Document['components']['schemas']) {
  return JSON.parse(JSON.stringify(schemas), (key, value) =>
    key === 'required' && Array.isArray(value)
      ? value.filter((name) => !['type', 'pattern', 'branch_match_kind', 'kind'].includes(name))
      : value,
  );
}

function withoutNulls(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null), (_, inner) =>
    inner === null ? undefined : inner,
  );
}
