/**
 * The actions that nobody who works in an environment needs, and that would open it or blind its records. The
 * permission boundary and the service control policies deny the same lists, so that either one holds alone.
 */

/** Services that answer in one region for the whole world, and so cannot be bound to a region. */
export const globalActions: readonly string[] = [
  'account:*',
  'aws-portal:*',
  'billing:*',
  'budgets:*',
  'ce:*',
  'cloudfront:*',
  'cur:*',
  'health:*',
  'iam:*',
  'organizations:*',
  'pricing:*',
  'route53:*',
  'route53domains:*',
  's3:GetAccountPublicAccessBlock',
  's3:GetBucketLocation',
  's3:ListAllMyBuckets',
  's3:PutAccountPublicAccessBlock',
  'shield:*',
  'sts:*',
  'support:*',
  'tax:*',
  'trustedadvisor:*',
];

/** Takes the account out of the organisation's control, or opens regions that nobody watches. */
export const leavingActions: readonly string[] = [
  'account:CloseAccount',
  'account:DisableRegion',
  'account:EnableRegion',
  'organizations:LeaveOrganization',
];

/** Stops or blinds the records of what happens in the account. */
export const recordActions: readonly string[] = [
  'access-analyzer:Delete*',
  'cloudtrail:Delete*',
  'cloudtrail:PutEventSelectors',
  'cloudtrail:StopLogging',
  'cloudtrail:UpdateTrail',
  'config:Delete*',
  'config:PutConfigurationRecorder',
  'config:PutDeliveryChannel',
  'config:StopConfigurationRecorder',
  'guardduty:CreateFilter',
  'guardduty:CreateIPSet',
  'guardduty:Delete*',
  'guardduty:Disassociate*',
  'guardduty:StopMonitoringMembers',
  'guardduty:UpdateDetector',
  'securityhub:Delete*',
  'securityhub:Dis*',
];

/** Makes credentials that live long, or a second way to sign in that nobody declared. */
export const credentialActions: readonly string[] = [
  'iam:AddClientIDToOpenIDConnectProvider',
  'iam:AddUserToGroup',
  'iam:AttachUserPolicy',
  'iam:CreateAccessKey',
  'iam:CreateLoginProfile',
  'iam:CreateOpenIDConnectProvider',
  'iam:CreateSAMLProvider',
  'iam:CreateServiceSpecificCredential',
  'iam:CreateUser',
  'iam:DeactivateMFADevice',
  'iam:PutUserPolicy',
  'iam:UpdateAccessKey',
  'iam:UpdateLoginProfile',
  'iam:UpdateOpenIDConnectProviderThumbprint',
  'iam:UpdateSAMLProvider',
  'iam:Upload*',
  'rolesanywhere:Create*',
  'rolesanywhere:Update*',
];

/** Ties a network, a zone or a shared resource of this account to another account. */
export const networkLinkActions: readonly string[] = [
  'directconnect:Accept*',
  'directconnect:Create*',
  'ec2:Accept*',
  'ec2:AssociateClientVpnTargetNetwork',
  'ec2:CreateCustomerGateway',
  'ec2:CreateTransitGateway*Attachment',
  'ec2:CreateVpcEndpointServiceConfiguration',
  'ec2:CreateVpcPeeringConnection',
  'ec2:CreateVpnConnection',
  'ec2:ModifyVpcEndpointServicePermissions',
  'networkmanager:Accept*',
  'networkmanager:Create*Attachment',
  'ram:Accept*',
  'ram:Associate*',
  'ram:Create*',
  'ram:Enable*',
  'route53:AssociateVPCWithHostedZone',
  'route53:CreateVPCAssociationAuthorization',
  'route53profiles:AssociateProfile',
  'route53resolver:AssociateResolverRule',
  'vpc-lattice:Create*Association',
  'vpc-lattice:Put*',
];

/** Shares a copy of data or of an image with others, or lifts the account's block of public sharing. */
export const sharingActions: readonly string[] = [
  'ec2:Disable*BlockPublicAccess',
  'ec2:DisableEbsEncryptionByDefault',
  'ec2:Modify*ImageAttribute',
  'ec2:ModifySnapshotAttribute',
  'ec2:ModifyVpcBlockPublicAccessOptions',
  'ecr-public:*',
  'lambda:AddLayerVersionPermission',
  'rds:ModifyDBClusterSnapshotAttribute',
  'rds:ModifyDBSnapshotAttribute',
  'redshift:AuthorizeSnapshotAccess',
  's3:PutAccountPublicAccessBlock',
  'ssm:ModifyDocumentPermission',
];

/** Services whose resources carry policies of their own, so that another account could let a caller in. */
export const dataServices: readonly string[] = [
  'backup',
  'dynamodb',
  'ecr',
  'elasticfilesystem',
  'events',
  'firehose',
  'glue',
  'kinesis',
  'kms',
  'lambda',
  'logs',
  's3',
  'secretsmanager',
  'sns',
  'sqs',
  'ssm',
  'states',
];

/** Every change to a role that could make it do more, or let somebody else become it. */
export const roleChangeActions: readonly string[] = [
  'iam:AttachRolePolicy',
  'iam:CreateRole',
  'iam:DeleteRole',
  'iam:DeleteRolePolicy',
  'iam:DetachRolePolicy',
  'iam:PassRole',
  'iam:PutRolePermissionsBoundary',
  'iam:PutRolePolicy',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateRole',
];

/** The changes of the list above that IAM lets a policy tie to the boundary the role carries. */
export const boundedRoleActions: readonly string[] = [
  'iam:AttachRolePolicy',
  'iam:CreateRole',
  'iam:PutRolePermissionsBoundary',
  'iam:PutRolePolicy',
];

/** Changes to a managed policy that put other words under the same name. */
export const policyChangeActions: readonly string[] = [
  'iam:CreatePolicyVersion',
  'iam:DeletePolicy',
  'iam:DeletePolicyVersion',
  'iam:SetDefaultPolicyVersion',
];

/**
 * Makes CloudFormation work on a stack that exists. A stack keeps the role it was deployed with, and whoever may change the stack
 * works with that role without being allowed to pass or assume it
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html).
 */
export const stackActions: readonly string[] = [
  'cloudformation:ContinueUpdateRollback',
  'cloudformation:DeleteStack*',
  'cloudformation:ExecuteChangeSet',
  'cloudformation:RollbackStack',
  'cloudformation:UpdateStack*',
];
