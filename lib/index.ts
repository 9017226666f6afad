export * from './environment/environment-kind';
export * from '../constructs/workload/container-service';
export * from '../constructs/workload/document-store';
export * from '../constructs/workload/relational-database';
export * from '../constructs/workload/service-cluster';
export * from '../constructs/workload/work-queue';
