import { Budget, Undecided } from '../algebra/budget';
import { conditionClauses, parseOperator } from '../algebra/compile-condition';
import { notAll, type Clause } from '../algebra/literal';
import { solve, type RequestValue } from '../algebra/solve';
import { UNTOLD, type Condition, type Reading, type Statement } from '../algebra/statement';
import type { Grant } from '../grants';
import type { Zone } from '../zones';

/** Whom a statement lets in from an issuer of tokens. */
export interface Subjects {
  readonly grant: Grant;
  readonly home: Zone;
  readonly statement: Statement;
  readonly issuer: string;
}

/** Claims that say who somebody is. The audience does not: whoever asks for a token chooses it. */
const IDENTITY = /:(sub|repository|repository_id|job_workflow_ref|workflow_ref|project_path|project_id|email|oid|upn)$/i;

/** Whether a statement lets in told subjects only: some condition, or a denial beside it, leaves no pattern open. */
export function limitsOf(grant: Grant, statement: Statement, provider: string): boolean {
  const allowed = statement.conditions.filter((condition) => limiting(condition, false));
  const denied = grant.statements.filter(({ effect, principals, conditions, doubt, notActions, actions }) => effect === 'Deny' && conditions.length === 1 && doubt === undefined && notActions === undefined
    && (principals?.everyone || principals?.federated.includes(provider)) && actions?.some((action) => /^(\*|sts:\*|sts:assumerole(withwebidentity|\*))$/i.test(action)))
    .flatMap(({ conditions }) => conditions.filter((condition) => limiting(condition, true)));
  return [...allowed, ...denied].some(({ key, values, operator }) => values.length > 0 && values.every((value) => !takesAnybody(key, value, !/like/i.test(operator))));
}

/** Conditions that are optional, or that hold for every value of an absent claim, limit nothing. */
function limiting({ operator, key }: Condition, negated: boolean): boolean {
  const { name, quantifier, ifExists, negated: isNegated } = parseOperator(operator);
  return IDENTITY.test(key) && isNegated === negated && (quantifier !== 'every' || negated) && (!ifExists || negated) && /^String(Equals|Like|EqualsIgnoreCase)$/.test(name);
}

/** A pattern that leaves the organisation, the repository or the project open. */
function takesAnybody(key: string, pattern: string, literal: boolean): boolean {
  const wild = literal ? /\uE000/ : /[*?\uE000]/;
  if (!wild.test(pattern)) return false;
  const named = /:repository$/i.test(key) ? `repo:${pattern}` : /:project_path$/i.test(key) ? `project_path:${pattern}` : pattern;
  const [, organization, repository = ''] = /^(?:repo|project_path):([^/]*)\/([^:]*)/.exec(named) ?? [];
  if (organization !== undefined) return wild.test(organization) || /^[*?\uE000]*$/.test(repository);
  return /^[*?\uE000]/.test(named.replace(/^[a-z_]+:/i, ''));
}

/** A subject that both statements let in. Its text is missing when the templates do not tell enough. */
export function sharedSubject(one: Subjects, other: Subjects): { readonly text: string | undefined; readonly why: string } | undefined {
  try {
    if (!solved([one, other], 'possible')) return undefined;
    const found = solved([one, other], 'certain');
    return found ? { text: shown(found.find((value) => value !== undefined)), why: '' } : { text: undefined, why: 'the subjects are not told by the templates' };
  } catch (error) {
    if (error instanceof Undecided) return { text: undefined, why: error.message };
    throw error;
  }
}

/** Claims with which all the statements let somebody in, the subject first; undefined when there are none. */
function solved(all: readonly Subjects[], reading: Reading): RequestValue[] | undefined {
  const clauses = all.flatMap(({ grant, statement }): Clause[] => [
    ...claimsOf(statement).flatMap((condition) => conditionClauses(condition, reading, true)),
    ...grant.statements.filter(({ effect, doubt, conditions }) => effect === 'Deny' && doubt === undefined && conditions.length > 0 && conditions.every(({ key }) => IDENTITY.test(key)))
      .map(({ conditions }) => notAll(conditions.flatMap((condition) => conditionClauses(condition, reading, false)))),
  ]);
  const found = solve(clauses, new Budget());
  if (!found) return undefined;
  return [...Object.entries(found).filter(([key]) => key.endsWith(':sub')), ...Object.entries(found)].map(([, value]) => value);
}

function claimsOf({ conditions }: Statement): Condition[] {
  return conditions.filter(({ key }) => IDENTITY.test(key));
}

function shown(value: RequestValue): string {
  return (typeof value === 'string' ? value : value?.[0] ?? 'anybody').replaceAll(UNTOLD, '*');
}
