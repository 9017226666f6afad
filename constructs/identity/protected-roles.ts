/** Names of the roles that can do more than a boundary allows, and that nobody under one may change, pass or take. */
export const protectedRoles: readonly string[] = ['cdk-*', 'OrganizationAccountAccessRole', 'break-glass*'];

/** Names of the roles of the CDK bootstrap and of the organization, with which an administrator deploys what guards an account. */
export const custodianRoles: readonly string[] = ['cdk-*-cfn-exec-role-*', 'cdk-*-deploy-role-*', 'OrganizationAccountAccessRole'];
