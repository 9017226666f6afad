import type { Statement } from '../algebra/statement';
import { UNTOLD, type Principals } from '../algebra/statement';
import type { Question } from '../ask';
import type { Attacker } from '../attacker';
import { statementMatches, type ConcreteRequest } from './evaluate-statement';

/**
 * Evaluates a found request again, step by step as AWS documents it: an explicit denial anywhere wins; otherwise the
 * policy of the resource must allow it, and so must every policy layer of a limited caller.
 */
export function replayGrants(question: Question, request: ConcreteRequest): boolean {
  const { attacker, statements, guardRails } = question;
  const put = (statement: Statement): Statement => JSON.parse(withVariables(JSON.stringify(statement), question)) as Statement;
  const concerned = statements.filter((statement) => concerns(statement, attacker, request)).map(put);
  const denied = [...concerned, ...guardRails.map(put)].some((statement) => statement.effect === 'Deny' && statementMatches(statement, request));
  const allowed = concerned.some((statement) => statement.effect === 'Allow' && statementMatches(statement, request));
  const layers = attacker.kind === 'role' ? attacker.layers : [];
  return allowed && !denied && layers.every((layer) => layer.some((statement) => statement.effect === 'Allow' && statementMatches(statement, request))
    && !layer.some((statement) => statement.effect === 'Deny' && statementMatches(statement, request)));
}

function withVariables(source: string, { attacker, organization, target }: Question): string {
  const caller = attacker.kind === 'account' || attacker.kind === 'role' ? attacker.account : UNTOLD;
  return source.replaceAll(/\$\{aws:PrincipalAccount\}/gi, caller)
    .replaceAll(/\$\{aws:PrincipalOrgID\}/gi, organization ?? UNTOLD)
    .replaceAll(/\$\{aws:ResourceAccount\}/gi, target);
}

function concerns(statement: Statement, attacker: Attacker, request: ConcreteRequest): boolean {
  const doubtful = statement.effect === 'Deny';
  if (statement.notPrincipals) return !names(statement.notPrincipals, attacker, request, !doubtful);
  return statement.principals === undefined || names(statement.principals, attacker, request, doubtful);
}

function names(principals: Principals, attacker: Attacker, request: ConcreteRequest, untold: boolean): boolean {
  if (principals.everyone) return true;
  if (attacker.kind === 'anonymous') return false;
  if (attacker.kind === 'service') return principals.services.some((service) => (service.includes(UNTOLD) ? untold : service === attacker.service));
  if (principals.canonicalUsers.length > 0 && untold) return true;
  const caller = attacker.kind === 'role' ? attacker.arn : request['aws:principalarn'];
  return principals.aws.some((element) => {
    if (element.includes(UNTOLD) || /^A(RO|ID|GP|NP|NV|SC|PK)A[A-Z0-9]{12,}$/.test(element)) return untold;
    return element === caller || element === attacker.account || (element.startsWith('arn:') && element.endsWith(`:iam::${attacker.account}:root`));
  });
}
