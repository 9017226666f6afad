import type { Resource } from '../assembly/assembly-model';
import { lift } from '../assembly/lift';
import { ABSENT, Choice, isFields, isList, Pattern, text, texts, Untold, whyUntold, type Fields, type Value } from '../assembly/value';
import { UNTOLD, type Condition, type Principals, type Statement } from './algebra/statement';

/** A policy found in a resource: where, and its statements with every list made explicit. */
export interface PolicyDocument {
  readonly resource: Resource;
  /** Path below the properties of the resource. */
  readonly path: readonly string[];
  readonly statements: readonly Statement[];
}

/** Every policy in the properties of a resource, also those written as JSON text. */
export function policyDocuments(resource: Resource): PolicyDocument[] {
  const found: PolicyDocument[] = [];
  search(resource.properties, [], (path, document) => found.push({ resource, path, statements: statementsOf(document) }));
  return found;
}

function search(value: Value, path: readonly string[], report: (path: readonly string[], document: Fields) => void): void {
  if (typeof value === 'string' || value instanceof Pattern) {
    const parsed = parsedText(value);
    if (parsed !== undefined) search(parsed, path, report);
    else if (value instanceof Pattern && /Polic(y|ies)(Document|Text|InJson)?$/.test(path.at(-1) ?? '') && whyUntold(value) !== undefined) report(path, { Statement: [value] });
  } else if (value instanceof Choice) value.options.forEach((option, i) => search(option, [...path, 'Fn::If', String(i + 1)], report));
  else if (isList(value)) value.forEach((element, i) => search(element, [...path, String(i)], report));
  else if (isFields(value)) {
    if (isDocument(value)) report(path, value);
    else for (const [name, part] of Object.entries(value)) search(part, [...path, name], report);
  }
}

function isDocument(value: Fields): boolean {
  const statement = named(value, 'statement');
  return statement !== undefined && (isList(statement) || statement instanceof Choice || (isFields(statement) && named(statement, 'effect') !== undefined));
}

/** JSON text with a policy in it, as a value. Parts that are not told stay marked inside its texts. */
function parsedText(value: string | Pattern): Value | undefined {
  const [source = ''] = texts(value, UNTOLD);
  if (!/^\s*[[{]/.test(source) || !/"Statement"/i.test(source)) return undefined;
  try {
    return JSON.parse(source) as Value;
  } catch {
    return undefined;
  }
}

/** The statements of a document. Branches of conditions become statements of their own, marked as doubtful. */
export function statementsOf(document: Fields): Statement[] {
  const version = text(named(document, 'version') ?? null, UNTOLD);
  // Variables are read from this version on; before, and in documents without version, they are plain letters.
  const variables = version === '2012-10-17' || version?.includes(UNTOLD) === true;
  const read = (value: Value | undefined, place: string, doubt: string | undefined): Statement[] => {
    if (value === undefined || value === ABSENT || value === null) return [];
    if (isList(value)) return value.flatMap((element, i) => read(element, `${place}/${i}`, doubt));
    if (value instanceof Choice) return value.options.flatMap((option) => read(option, place, `it depends on the condition ${value.condition}`));
    const decided = lift([value], ([one]) => one ?? null);
    if (decided instanceof Choice) return read(decided, place, doubt);
    return isFields(decided) ? [statementOf(decided, place, doubt, variables)] : [unreadable(place, whyUntold(decided) ?? 'it is no object')];
  };
  return read(named(document, 'statement'), 'Statement', undefined);
}

function statementOf(fields: Fields, place: string, doubt: string | undefined, variables: boolean): Statement {
  const readVariables = (source: string): string => (variables ? withoutVariables(source) : source.replaceAll('${', `$${PLAIN}{`));
  const list = (name: string): string[] | undefined => {
    const value = named(fields, name);
    return value === undefined ? undefined : texts(value, UNTOLD).map(readVariables);
  };
  const [effect] = texts(named(fields, 'effect'), UNTOLD);
  const principals = principalsOf(named(fields, 'principal'));
  const notPrincipals = principalsOf(named(fields, 'notprincipal'));
  const optional = { actions: list('action'), notActions: list('notaction'), resources: list('resource'), notResources: list('notresource'), principals, notPrincipals, doubt };
  return {
    effect: effect === 'Deny' ? 'Deny' : 'Allow',
    ...Object.fromEntries(Object.entries(optional).filter(([, part]) => part !== undefined)),
    conditions: conditionsOf(named(fields, 'condition'), readVariables),
    place,
  };
}

/** A statement that could not be read may allow anything to anybody. */
function unreadable(place: string, why: string): Statement {
  const principals: Principals = { everyone: false, aws: [UNTOLD], services: [], federated: [], canonicalUsers: [] };
  return { effect: 'Allow', principals, actions: [UNTOLD], resources: [UNTOLD], conditions: [], place, doubt: why };
}

/** The user of a content delivery network, which reads buckets for one account. */
const ORIGIN_IDENTITY = /^arn:[^:]*:iam::cloudfront:user\//;

export function principalsOf(value: Value | undefined): Principals | undefined {
  if (value === undefined) return undefined;
  const of = (name: string): string[] => (isFields(value) ? texts(named(value, name), UNTOLD) : []);
  const aws = isFields(value) ? of('aws') : texts(value, UNTOLD);
  const [identities, others] = [aws.filter((one) => ORIGIN_IDENTITY.test(one)), aws.filter((one) => one !== '*' && !ORIGIN_IDENTITY.test(one))];
  const canonical = [...of('canonicaluser'), ...identities];
  // One that a template makes belongs to the account of that template.
  const made = canonical.flatMap((one) => /⟨\d{12}\|[^⟩]*⟩/.exec(one) ?? []);
  return {
    everyone: aws.includes('*') || (isFields(value) && texts(named(value, '*'), UNTOLD).length > 0),
    aws: [...others, ...made],
    services: of('service'), federated: of('federated'), canonicalUsers: canonical.filter((one) => !/⟨\d{12}\|/.test(one)),
  };
}

function conditionsOf(value: Value | undefined, readVariables: (source: string) => string): Condition[] {
  if (value === undefined) return [];
  const unread: Condition = { operator: 'StringEquals', key: UNTOLD, values: [UNTOLD] };
  if (!isFields(value)) return [unread];
  return Object.entries(value).flatMap(([operator, block]) => {
    if (isFields(block)) return Object.entries(block).map(([key, values]) => ({ operator, key, values: texts(values, UNTOLD).map(readVariables) }));
    return block === ABSENT ? [] : [unread];
  });
}

/** Keeps a variable that is none from being read as one. */
const PLAIN = '\uE002';

/** Policy variables whose value a question knows; see `substituted`. */
const KNOWN_VARIABLES = /^aws:(principalaccount|principalorgid|resourceaccount)$/i;

/** Policy variables that no question knows are not told; `${$}` is the character itself. */
function withoutVariables(source: string): string {
  if (!source.includes('${')) return source;
  return source.replaceAll(/\$\{([^}]*)\}/g, (whole, name: string) => (name === '$' ? name : KNOWN_VARIABLES.test(name) ? whole : UNTOLD));
}

/** A member by its name, whatever the case. */
function named(value: Fields, name: string): Value | undefined {
  for (const [key, part] of Object.entries(value)) if (key.toLowerCase() === name && part !== ABSENT) return part;
  return undefined;
}

/** Whether a value holds a part that the templates do not tell. */
export function isUntold(value: Value | undefined): boolean {
  return value instanceof Pattern && value.parts.some((part) => part instanceof Untold);
}
