import { UNTOLD, type Condition, type Statement } from '../algebra/statement';

/** A concrete request: one text, several, or none for each variable. */
export type ConcreteRequest = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Whether a statement matches a concrete request, principals aside. This is the second evaluator: it shares no code with
 * the solver (no automata, no intervals), so that both have to be wrong in the same way for a wrong witness to pass. A
 * part that the templates do not tell never helps an Allow and always helps a Deny.
 */
export function statementMatches(statement: Statement, request: ConcreteRequest): boolean {
  const untold = statement.effect === 'Deny';
  const action = one(request['action']).toLowerCase();
  const resource = one(request['resource']);
  const any = (texts: readonly string[], value: string, unknown: boolean): boolean =>
    texts.some((text) => (text.includes(UNTOLD) ? unknown : wildcardMatch(text, value)));
  if (statement.actions && !any(statement.actions.map((text) => text.toLowerCase()), action, untold)) return false;
  if (statement.notActions && any(statement.notActions.map((text) => text.toLowerCase()), action, !untold)) return false;
  if (statement.resources && !any(statement.resources, resource, untold)) return false;
  if (statement.notResources && any(statement.notResources, resource, !untold)) return false;
  return statement.conditions.every((condition) => conditionHolds(condition, request, untold));
}

/** Whether one condition holds of a concrete request. `untold` is the answer for a value that is not told. */
export function conditionHolds(condition: Condition, request: ConcreteRequest, untold: boolean): boolean {
  const given = request[condition.key.toLowerCase()];
  const operator = condition.operator.toLowerCase();
  if (operator === 'null') {
    return condition.values.some((value) => (value.includes(UNTOLD) ? untold : (value.toLowerCase() === 'true') === (given === undefined)));
  }
  const bare = operator.replace(/^for(allvalues|anyvalue):/, '').replace(/ifexists$/, '');
  const negated = bare.includes('not');
  const test = (value: string): boolean => {
    const hit = condition.values.some((wanted) => (wanted.includes(UNTOLD) ? untold !== negated : compare(bare.replace('not', ''), wanted, value)));
    return hit !== negated;
  };
  const values = given === undefined ? [] : typeof given === 'string' ? [given] : given;
  if (operator.startsWith('forallvalues:')) return values.every(test);
  if (given === undefined) return operator.endsWith('ifexists') || (negated && !operator.startsWith('foranyvalue:'));
  return operator.startsWith('foranyvalue:') ? values.some(test) : values.every(test);
}

function compare(operator: string, wanted: string, value: string): boolean {
  switch (operator) {
    case 'stringequals': case 'binaryequals': return wanted === value;
    case 'stringequalsignorecase': case 'bool': return wanted.toLowerCase() === value.toLowerCase();
    case 'stringlike': return wildcardMatch(wanted, value);
    case 'arnequals': case 'arnlike': return arnMatch(wanted, value);
    case 'ipaddress': return addressMatch(wanted, value);
    default: return ordered(operator, wanted, value);
  }
}

function ordered(operator: string, wanted: string, value: string): boolean {
  const read = operator.startsWith('date')
    ? (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text))
    : Number;
  const difference = read(value) - read(wanted);
  if (operator.endsWith('lessthan')) return difference < 0;
  if (operator.endsWith('lessthanequals')) return difference <= 0;
  if (operator.endsWith('greaterthan')) return difference > 0;
  if (operator.endsWith('greaterthanequals')) return difference >= 0;
  return operator.endsWith('equals') && difference === 0;
}

/** `*` is any text, `?` any one character. Remembers the last star and falls back to it. */
export function wildcardMatch(pattern: string, text: string): boolean {
  const wanted = [...pattern];
  const given = [...text];
  let [i, j, star, mark] = [0, 0, -1, 0];
  while (j < given.length) {
    if (wanted[i] === '*') [star, mark, i] = [i, j, i + 1];
    else if (i < wanted.length && (wanted[i] === '?' || wanted[i] === given[j])) [i, j] = [i + 1, j + 1];
    else if (star >= 0) [i, mark, j] = [star + 1, mark + 1, mark + 1];
    else return false;
  }
  while (wanted[i] === '*') i += 1;
  return i === wanted.length;
}

function arnMatch(pattern: string, arn: string): boolean {
  const wanted = pattern.split(':');
  if (wanted.length < 6) return wildcardMatch(pattern, arn);
  const given = arn.split(':');
  if (given.length < 6) return false;
  const parts = (all: string[]): string[] => [...all.slice(0, 5), all.slice(5).join(':')];
  const theirs = parts(given);
  return parts(wanted).every((part, i) => wildcardMatch(part, theirs[i] ?? ''));
}

function addressMatch(block: string, address: string): boolean {
  const [network = '', length] = block.trim().split('/');
  const a = bitsOf(network);
  const b = bitsOf(address.split('/')[0] ?? '');
  return a !== undefined && b !== undefined && a.length === b.length
    && a.startsWith(b.slice(0, length === undefined ? a.length : Number(length)));
}

/** The address as a text of ones and zeros. */
function bitsOf(address: string): string | undefined {
  if (/^[\d.]+$/.test(address)) return address.split('.').map((part) => Number(part).toString(2).padStart(8, '0')).join('');
  const [head = '', tail] = address.split('::');
  const words = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [before, after] = [words(head), words(tail ?? '')];
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const all = [...before, ...Array<string>(Math.max(zeros, 0)).fill('0'), ...after];
  return all.length === 8 ? all.map((word) => parseInt(word, 16).toString(2).padStart(16, '0')).join('') : undefined;
}

function one(value: string | readonly string[] | undefined): string {
  return typeof value === 'string' ? value : value?.[0] ?? '';
}
