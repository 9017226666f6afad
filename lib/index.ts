export * from './environment/environment-kind';
export * from './values/egress-policy';
export * from './values/ingress-policy';
