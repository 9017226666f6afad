export * from './environment/environment-kind';
export * from '../policies/packs/encryption-checks';
export * from '../policies/packs/isolation-checks';
export * from '../policies/packs/iso27001-checks';
