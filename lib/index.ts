export * from './environment/environment-kind';
export * from '../constructs/identity/permission-boundary';
export * from '../constructs/identity/boundary-on-every-role';
export * from '../constructs/identity/access-level';
export * from '../constructs/identity/sign-in';
export * from '../constructs/identity/federated-role';
export * from '../constructs/identity/break-glass-role';
export * from '../constructs/identity/account-guards';
