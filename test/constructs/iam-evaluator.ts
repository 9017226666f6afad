/** A request as AWS would judge it: every key of its context under its full name. */
export interface Request {
  readonly action: string;
  readonly resource?: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

type Values = string | readonly string[];
interface Statement {
  readonly Effect: string;
  readonly Action?: Values;
  readonly NotAction?: Values;
  readonly Resource?: Values;
  readonly NotResource?: Values;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
}

export type Verdict = 'allowed' | 'denied' | 'not granted';

/** What a policy as plain data says about one request. Principals are the caller's business: only context keys count here. */
export function evaluate(policy: unknown, request: Request): Verdict {
  const matching = (policy as { Statement: Statement[] }).Statement.filter((statement) => applies(statement, request));
  if (matching.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return matching.some(({ Effect }) => Effect === 'Allow') ? 'allowed' : 'not granted';
}

function applies(statement: Statement, request: Request): boolean {
  const resource = request.resource ?? '*';
  const action = statement.Action === undefined
    ? !list(statement.NotAction).some((pattern) => like(pattern.toLowerCase(), request.action.toLowerCase()))
    : list(statement.Action).some((pattern) => like(pattern.toLowerCase(), request.action.toLowerCase()));
  const target = statement.Resource === undefined && statement.NotResource !== undefined
    ? !list(statement.NotResource).some((pattern) => like(pattern, resource))
    : list(statement.Resource ?? '*').some((pattern) => like(pattern, resource));
  const conditions = Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, list(wanted), contextOf(request, key))));
  return action && target && conditions;
}

function holds(written: string, wanted: readonly string[], got: readonly string[] | undefined): boolean {
  const [set, name] = written.includes(':') ? written.split(':') : [undefined, written];
  const operator = String(name).replace(/IfExists$/, '');
  if (operator === 'Null') return wanted.includes('true') === (got === undefined);
  if (got === undefined) return set === 'ForAllValues' || written.endsWith('IfExists') || /Not/.test(operator);
  const negated = /Not/.test(operator);
  const one = (value: string): boolean => wanted.some((pattern) => compare(operator.replace('Not', ''), pattern, value)) !== negated;
  return set === 'ForAllValues' ? got.every(one) : got.some(one);
}

function compare(operator: string, wanted: string, got: string): boolean {
  switch (operator) {
    case 'StringEquals':
    case 'StringEqual':
      return wanted === got;
    case 'Bool':
      return wanted.toLowerCase() === got.toLowerCase();
    case 'NumericLessThan':
      return Number(got) < Number(wanted);
    case 'NumericLessThanEquals':
      return Number(got) <= Number(wanted);
    case 'DateLessThan':
      return Date.parse(got) < Date.parse(wanted);
    case 'StringLike':
    case 'ArnLike':
    case 'ArnEquals':
      return like(wanted, got);
    default:
      throw new Error(`the evaluator does not know ${operator}`);
  }
}

function like(pattern: string, value: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(value);
}

function list(values: Values | undefined): readonly string[] {
  return values === undefined ? [] : typeof values === 'string' ? [values] : values;
}

function contextOf(request: Request, key: string): readonly string[] | undefined {
  const found = Object.entries(request.context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : list(found[1]);
}
