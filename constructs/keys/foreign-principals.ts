import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * The principals that an Allow of `policy` admits although they belong to no account of its own: other accounts, and
 * everyone. Services and principals whose account is unknown until deployment are not reported: the policy's own
 * denial stops those.
 */
export function foreignPrincipals(stack: Stack, policy: iam.PolicyDocument): string[] {
  if (Token.isUnresolved(stack.account)) return [];
  const { Statement: statements = [] } = (stack.resolve(policy) ?? {}) as { Statement?: Statement[] };
  return statements
    .filter(({ Effect, Principal }) => Effect === 'Allow' && Principal !== undefined)
    .filter(({ Condition }) => Condition?.StringEquals?.['aws:PrincipalAccount'] !== stack.account)
    .flatMap(({ Principal }) => (Principal === '*' ? ['*'] : awsPrincipals(Principal)))
    .filter((principal) => isForeign(principal, stack.account))
    .toSorted();
}

interface Statement {
  readonly Effect: string;
  readonly Principal?: '*' | { readonly AWS?: unknown };
  readonly Condition?: { readonly StringEquals?: Record<string, unknown> };
}

function awsPrincipals(principal: Statement['Principal']): string[] {
  if (typeof principal !== 'object' || principal.AWS === undefined) return [];
  return [principal.AWS].flat().map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
}

function isForeign(principal: string, account: string): boolean {
  const named = /\b\d{12}\b/.exec(principal)?.[0];
  return principal === '*' || (named !== undefined && named !== account);
}
