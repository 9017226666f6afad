import type { Resource } from '../../../policies/assembly/assembly-model';
import { every, field, isFields, text, texts, type Value } from '../../../policies/assembly/value';

/** One way into a role, as its trust policy tells it. */
export interface WayIn {
  readonly role: Resource;
  readonly through: 'sign-in' | 'program' | 'other account' | 'own account' | 'service' | 'anyone';
  readonly who: string;
  readonly asksForSecondFactor: boolean;
}

/** Every way into the roles. */
export function waysInto(roles: readonly Resource[]): WayIn[] {
  return roles.flatMap((role) => statementsOf(role.properties['AssumeRolePolicyDocument'])
    .filter((statement) => text(field(statement, 'Effect')) === 'Allow')
    .flatMap((statement) => (field(statement, 'NotPrincipal') === undefined ? principalsOf(role, field(statement, 'Principal')).map((way) => (way.through === 'sign-in' && isProgram(statement) ? { ...way, through: 'program' as const } : way)) : [{ through: 'anyone' as const, who: 'all but some' }]).map((way) => ({ role, ...way, asksForSecondFactor: asksForSecondFactor(statement) }))));
}

function statementsOf(document: Value | undefined): Value[] {
  return every(document).flatMap((one) => every(field(one, 'Statement')));
}

function principalsOf(role: Resource, principal: Value | undefined): Pick<WayIn, 'through' | 'who'>[] {
  if (!isFields(principal)) return text(principal) === '*' ? [{ through: 'anyone', who: '*' }] : [];
  return Object.keys(principal).flatMap((kind) => texts(field(principal, kind), '*').map((who) => ({ through: throughOf(role, kind, who), who })));
}

function throughOf(role: Resource, kind: string, who: string): WayIn['through'] {
  if (kind === 'Service') return 'service';
  if (kind === 'Federated') return 'sign-in';
  if (who === '*') return 'anyone';
  const account = /^(\d{12})$|^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(who);
  return (account?.[1] ?? account?.[2]) === role.account ? 'own account' : 'other account';
}

/** A token of OpenID Connect whose subject is named whole is one program's: people come by SAML, or as subjects that nobody lists one by one. */
function isProgram(statement: Value): boolean {
  const condition = field(statement, 'Condition');
  const actions = every(field(statement, 'Action')).flatMap((action) => texts(action, '*'));
  if (!isFields(condition) || actions.some((action) => action.toLowerCase() !== 'sts:assumerolewithwebidentity')) return false;
  return Object.entries(condition).some(([operator, keys]) => operator.toLowerCase() === 'stringequals' && isFields(keys) && Object.keys(keys).some((key) => key.toLowerCase().endsWith(':sub')));
}

/** The conditions by which AWS and identity providers say that a second factor was shown. */
function asksForSecondFactor(statement: Value): boolean {
  const condition = field(statement, 'Condition');
  if (!isFields(condition)) return false;
  return Object.entries(condition).some(([operator, keys]) => /^(Bool|StringEquals)$/i.test(operator) && isFields(keys)
    && Object.keys(keys).some((key) => /^(aws:MultiFactorAuthPresent|aws:RequestTag\/mfa)$/i.test(key) && texts(keys[key], '*').every((value) => value === 'true')));
}
