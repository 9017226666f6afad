import { proveWorld } from './run-mutations';
import { AUDIT, CLEAN_WORLDS, PRODUCTION, STAGING } from './world';

/** A role in a third account that staging controls is of no use where its boundary forbids the next step. */
export function boundaryHolds(): boolean {
  const [make] = CLEAN_WORLDS;
  const world = make?.();
  if (!world) return false;
  (world.zones['zones'] as Record<string, unknown>)['audit'] = { kind: 'audit', accounts: [AUDIT] };
  const trusts = (principal: string): Record<string, unknown> => ({ AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' }] } });
  world.stacks.push({ path: 'Third', account: AUDIT, deployment: {}, template: { Resources: {
    Boundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: 'b', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] } } },
    Bridge: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'bridge', ...trusts(STAGING), PermissionsBoundary: { Ref: 'Boundary' }, Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } }] } },
  } } });
  const production = world.stacks.find(({ account }) => account === PRODUCTION);
  if (!production) return false;
  world.add(production, 'AWS::IAM::Role', trusts(`arn:aws:iam::${AUDIT}:role/bridge`));
  return !proveWorld(world).findings.some(({ kind }) => kind === 'role-trusts-zone-over-third-account');
}
