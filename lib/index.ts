export * from './environment/environment-kind';
