import { once } from './once';
import { allows, statementsOf } from './policy';
import type { Resource, Value } from './value';

/** The types that say what an identity may do. */
export const identityTypes: readonly string[] = ['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy', 'AWS::IAM::Group', 'AWS::IAM::User'];

/** The Allow statements that a role, group, user or policy gives to an identity. */
export const identityStatements: (resource: Resource) => Value[] = once((resource) => {
  const documents = resource.type.endsWith('Policy') ? resource.at('PolicyDocument') : resource.at('Policies.*.PolicyDocument');
  return statementsOf(documents.filter(({ kind }) => kind !== 'absent')).filter(allows);
});
