export * from './environment/environment-kind';
export * from '../constructs/identity/permission-boundary';
export * from '../constructs/identity/boundary-on-every-role';
