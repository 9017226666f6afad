import { Stack, aws_iam as iam } from 'aws-cdk-lib';

/** What the policy of a key that is no key for encryption says. */
export interface GuardedKeyUse {
  /** What identities of the account may do with it, where IAM lets them. */
  readonly ownActions: readonly string[];
  /** Roles of other accounts, by ARN, and what they may do. */
  readonly foreign: readonly { readonly account: string; readonly roleArn: string; readonly actions: readonly string[] }[];
}

const administration = [
  'kms:CancelKeyDeletion', 'kms:CreateAlias', 'kms:DeleteAlias', 'kms:DescribeKey', 'kms:DisableKey', 'kms:EnableKey', 'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus',
  'kms:ListAliases', 'kms:ListGrants', 'kms:ListKeyPolicies', 'kms:ListResourceTags', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:TagResource',
  'kms:UntagResource', 'kms:UpdateAlias', 'kms:UpdateKeyDescription',
];

/** The account's own IAM decides who administers and uses the key; named roles of other accounts do what is named; everyone else is denied. */
export function guardedKeyPolicy(stack: Stack, { ownActions, foreign }: GuardedKeyUse): iam.PolicyDocument {
  const roleArns = foreign.map(({ roleArn }) => roleArn);
  return new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({ sid: 'AdministrationByIam', principals: [new iam.AccountPrincipal(stack.account)], actions: administration, resources: ['*'] }),
      new iam.PolicyStatement({ sid: 'UseByIam', principals: [new iam.AccountPrincipal(stack.account)], actions: [...ownActions], resources: ['*'] }),
      // The account is the principal and its role a condition, so that the role may be made after this policy.
      ...foreign.map(({ account, roleArn, actions }, index) => new iam.PolicyStatement({
        sid: `Named${index + 1}`, principals: [new iam.AccountPrincipal(account)], actions: [...actions], resources: ['*'], conditions: { ArnEquals: { 'aws:PrincipalArn': roleArn } },
      })),
      new iam.PolicyStatement({
        sid: 'DenyOtherAccounts', effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['kms:*'], resources: ['*'],
        conditions: {
          StringNotEquals: { 'aws:PrincipalAccount': stack.account }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
          ...(roleArns.length === 0 ? {} : { ArnNotEquals: { 'aws:PrincipalArn': roleArns } }),
        },
      }),
    ],
  });
}
