import { readFileSync } from 'node:fs';
import { env } from 'node:process';
import { Ajv, type ValidateFunction } from 'ajv';
import type { Witness } from '../../../pipe/demo/bitbucket/serve.ts';

interface Documented {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
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

/** What of a request and its answer the document does not know or allow; nothing without the document. */
export function undocumented(...[asked, answer]: Parameters<Witness>): readonly string[] {
  const { method } = asked;
  const [, version, path = ''] = /^\/(\d\.0)(.*?)\/?$/.exec(asked.path) ?? [];
  if (document === undefined || version !== '2.0') return [];
  if (answer.status >= 400) return wrongError(answer.body);
  const operation = operationOf(document, method, path);
  if (operation?.responses[answer.status] === undefined)
    return [`${method} ${path} never answers ${answer.status}`];
  return [
    ...wrongQuery(operation, asked.query),
    ...wrongRequest(document, operation, asked.text),
    ...(asked.query.has('fields') ? [] : wrongResponse(operation, answer)),
  ];
}

/** An HTML page of a proxy and a text of the limiter are no errors of the API. */
function wrongError(body: unknown) {
  return typeof body === 'object' ? wrong('error', errorSchema, body) : [];
}

/** Every list takes these; the document has them only in its text. */
const common = ['page', 'pagelen', 'fields', 'q', 'sort'];

function wrongQuery({ parameters = [] }: Documented, query: URLSearchParams) {
  const known = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
  const unknown = [...query.keys()].filter((name) => ![...common, ...known].includes(name));
  return unknown.map((name) => `query ${name} is not in the document`);
}

function wrongRequest(of: Document, operation: Documented, text: string) {
  return text === '' ? [] : wrong('request', schemaOfRequest(of, operation), JSON.parse(text));
}

function wrongResponse({ responses }: Documented, { status, body }: Parameters<Witness>[1]) {
  const schema = responses[status]?.content?.['application/json']?.schema;
  return body === undefined ? [] : wrong('response', schema, body);
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

function operationOf({ paths }: Document, method: string, path: string): Documented | undefined {
  const template = Object.keys(paths)
    .filter((one) => new RegExp(`^${one.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path))
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
