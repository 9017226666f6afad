import { encryptionFacts, factsOf, principalClause, rareFacts, type Attacker } from './attacker';
import { Budget, Undecided } from './algebra/budget';
import { matchClauses } from './algebra/compile-statement';
import { Glob } from './algebra/glob';
import { notAll, opposite, type Clause } from './algebra/literal';
import { solve, type Request } from './algebra/solve';
import { UNTOLD, type Reading, type Statement } from './algebra/statement';
import { replayGrants } from './replay/replay-grant';

/** May the attacker do anything that these statements govern? */
export interface Question {
  readonly attacker: Attacker;
  /** The account whose resource or role is asked for. */
  readonly target: string;
  readonly organization: string | undefined;
  /** Where the caller's account stands in the organisation, for example `o-abc/r-ab12/ou-ab12-11111111/`. */
  readonly paths?: readonly string[];
  /** The policy of the resource, with its denials. */
  readonly statements: readonly Statement[];
  /** Denials of the organisation that hold for the attacker or the resource. */
  readonly guardRails: readonly Statement[];
  /** The account that owns the bucket with this ARN, as far as the templates tell. */
  readonly ownerOfBucket?: (arn: string) => string | undefined;
  /** Only requests for one of these actions count. */
  readonly actions?: readonly string[];
  /** The one resource that is asked for. */
  readonly resource?: string;
  /** Requests for these actions are permitted by a pathway and do not count. */
  readonly permitted?: readonly string[];
}

/** `yes` comes with a request that the second evaluator allows too. */
export type Answer =
  | { readonly answer: 'no' }
  | { readonly answer: 'yes'; readonly request: Request; readonly statement: Statement }
  | { readonly answer: 'unknown'; readonly why: string; readonly statement: Statement };

/** Asks whether some request of the attacker is allowed: first what is certain, then what is possible. */
export function ask(question: Question): Answer {
  let unknown: Answer | undefined;
  const whole = Budget.ofQuestion();
  for (const statement of question.statements.filter(({ effect }) => effect === 'Allow')) {
    if (principalClause(statement, question.attacker, 'possible').length === 0) continue;
    try {
      const possible = find(question, statement, 'possible', whole);
      if (!possible) continue;
      const certain = find(question, statement, 'certain', whole);
      if (!certain) unknown ??= { answer: 'unknown', why: reasonOf(question, statement), statement };
      else if (replayGrants(question, certain)) return { answer: 'yes', request: certain, statement };
      else unknown ??= { answer: 'unknown', why: 'the two evaluators disagree about the request; this is a fault of the prover', statement };
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      unknown ??= { answer: 'unknown', why: error.message, statement };
    }
  }
  return unknown ?? { answer: 'no' };
}

function find(question: Question, allow: Statement, reading: Reading, whole: Budget): Request | undefined {
  const { attacker, target, organization } = question;
  if (reading === 'certain' && allow.doubt !== undefined && allow.actions?.includes(UNTOLD)) return undefined;
  const known = (statement: Statement): Statement => substituted(statement, { principalaccount: attacker.kind === 'anonymous' || attacker.kind === 'service' ? undefined : attacker.account, principalorgid: organization, resourceaccount: target });
  const asked: Clause[] = [
    ...foreignBuckets(question, allow),
    ...encryptionFacts(attacker, allow.conditions.map(({ key }) => key)),
    ...rareFacts(attacker, keysIn(question), organization, question.paths, reading),
    ...wantedActions(question),
    principalClause(allow, attacker, reading),
    ...matchClauses(known(allow), reading),
    ...question.statements.filter((statement) => counts(statement, reading)).map((deny) => notBoth(principalClause(deny, attacker, reading), matchClauses(known(deny), reading))),
    ...question.guardRails.map((deny) => notAll(matchClauses(known(deny), reading))),
  ];
  const layers = attacker.kind === 'role' ? attacker.layers : [];
  const clauses = [...relevant(factsOf(attacker, target, organization, reading), asked, layers), ...asked];
  return throughLayers(clauses, layers, reading, new Budget(undefined, whole));
}

/** The condition keys that anything in the question speaks of. */
function keysIn({ statements, guardRails, attacker }: Question): string[] {
  return [...statements, ...guardRails, ...(attacker.kind === 'role' ? attacker.layers.flat() : [])].flatMap(({ conditions }) => conditions.map(({ key }) => key));
}

/** ARNs of buckets name no account. A bucket that a condition names is taken to be somebody else's unless the templates give it to the attacker. */
function foreignBuckets({ attacker, ownerOfBucket }: Question, allow: Statement): Clause[] {
  if (attacker.kind !== 'service') return [];
  const globs = allow.conditions.flatMap(({ values }) => values)
    .filter((value) => /^arn:[^:]*:s3:::[^*?]+$/.test(value) && ownerOfBucket?.(value) !== attacker.account)
    .map((value) => Glob.of(value, { literal: true }));
  if (globs.length === 0) return [];
  return [[[{ kind: 'present', of: 'aws:sourcearn', holds: false }], [{ kind: 'present', of: 'aws:sourcearn', holds: true }, { kind: 'text', of: 'aws:sourcearn', holds: false, globs }]]];
}

/** Facts that leave a choice about a key that nobody asks about change nothing. */
function relevant(facts: readonly Clause[], asked: readonly Clause[], layers: readonly (readonly Statement[])[]): Clause[] {
  const keys = new Set(asked.flatMap((clause) => clause.flatMap((together) => together.map(({ of }) => of))));
  for (const statement of layers.flat()) for (const { key } of statement.conditions) keys.add(key.toLowerCase());
  return facts.filter((fact) => fact.length === 1 || fact.some((together) => together.some(({ of }) => keys.has(of))));
}

/** A denial that hangs on a condition of the template does not count as protection. */
function counts(statement: Statement, reading: Reading): boolean {
  return statement.effect === 'Deny' && (reading === 'certain' || statement.doubt === undefined);
}

function wantedActions({ actions, permitted, resource }: Question): Clause[] {
  const clauses: Clause[] = [];
  const globs = (texts: readonly string[]): Glob[] => texts.map((text) => Glob.of(text.toLowerCase()));
  if (actions) clauses.push([[{ kind: 'text', of: 'action', holds: true, globs: globs(actions) }]]);
  if (permitted && permitted.length > 0) clauses.push([[{ kind: 'text', of: 'action', holds: false, globs: globs(permitted) }]]);
  if (resource !== undefined) clauses.push([[{ kind: 'text', of: 'resource', holds: true, globs: [Glob.of(resource, { literal: true })] }]]);
  return clauses;
}

function notBoth(principal: Clause, rest: readonly Clause[]): Clause {
  if (principal.length === 0) return [[]];
  const certain = principal.some((together) => together.length === 0);
  return certain ? notAll(rest) : [principal.flatMap((together) => together.map(opposite)), ...notAll(rest)];
}

/** Every layer must allow the request by one of its statements, and none may deny it. */
function throughLayers(clauses: readonly Clause[], layers: readonly (readonly Statement[])[], reading: Reading, budget: Budget): Request | undefined {
  const [layer, ...others] = layers;
  if (!layer) return solve(clauses, budget);
  const denials = layer.filter((statement) => counts(statement, reading)).map((deny) => notAll(matchClauses(deny, reading)));
  for (const allow of layer.filter(({ effect }) => effect === 'Allow')) {
    const found = throughLayers([...clauses, ...matchClauses(allow, reading), ...denials], others, reading, budget);
    if (found) return found;
  }
  return undefined;
}

/** Stands for a policy variable that the caller does not have: an Allow that compares with it matches nobody. */
const NOBODY = '\uE001';

/** The statement with the policy variables that the question knows put in. */
function substituted(statement: Statement, known: Readonly<Record<string, string | undefined>>): Statement {
  const put = (text: string): string => (text.includes('${') ? text.replaceAll(/\$\{aws:(\w+)\}/gi, (_, name: string) => known[name.toLowerCase()] ?? (statement.effect === 'Allow' ? NOBODY : UNTOLD)) : text);
  const list = (texts: readonly string[] | undefined): readonly string[] | undefined => texts?.map(put);
  const { resources, notResources } = statement;
  return {
    ...statement,
    ...(resources ? { resources: list(resources) ?? [] } : {}),
    ...(notResources ? { notResources: list(notResources) ?? [] } : {}),
    conditions: statement.conditions.map((condition) => ({ ...condition, values: condition.values.map(put) })),
  };
}

function reasonOf(question: Question, statement: Statement): string {
  const texts = [statement, ...question.statements, ...(question.attacker.kind === 'role' ? question.attacker.layers.flat() : [])];
  const doubt = texts.find((one) => one.doubt !== undefined)?.doubt;
  return doubt ?? 'a part of the policy is not told by the templates';
}
