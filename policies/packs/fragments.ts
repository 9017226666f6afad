import type { Template } from '../assembly/load-assembly';

// Pieces of templates that the cases of several rules are made of.

type Resources = NonNullable<Template['Resources']>;

/** A template with one resource, `It`. */
export function single(Type: string, Properties: Readonly<Record<string, unknown>> = {}): Resources {
  return { It: { Type, Properties } };
}

/** A template with one resource, `It`, and a KMS key, `Key`. */
export function withKey(Type: string, Properties: Readonly<Record<string, unknown>> = {}): Resources {
  return { Key: { Type: 'AWS::KMS::Key' }, It: { Type, Properties } };
}

/** The key that `withKey` makes. */
export const ownKey = { 'Fn::GetAtt': ['Key', 'Arn'] };

/** A key of another account. */
export const foreignKey = 'arn:aws:kms:eu-west-1:222222222222:key/11111111-2222-3333-4444-555555555555';

/** A policy document with one statement that allows. */
export function allowing(Principal: unknown, Condition?: unknown): unknown {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: '*', Resource: '*', ...Condition === undefined ? {} : { Condition } }] };
}

/** A policy document that denies everyone who comes without TLS. */
export const tlsOnly = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
};
