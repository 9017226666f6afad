import { App } from 'aws-cdk-lib';
import { DataRefreshOptions, Platform } from '../../lib';
import { production, staging, training } from './environments';
import { ProfessionalServices } from './workload';

/** How staging gets masked data of the ledger. The version is that of `database/masking-policy.json`, which is in the image. */
const refresh: DataRefreshOptions = {
  databases: [{
    database: 'Ledger', documents: 'app.document:object_key:mime_type:size_bytes', policyVersion: '7947943cc7f4f84f3262cfd3734a1d917b58d5dd77827f2ca50c844051c25134',
  }],
  image: '555555555555.dkr.ecr.eu-west-1.amazonaws.com/projects/masking@sha256:5d2f8a1c4be7903f6ad1c2b83e5f70914c6b8d2e0fa3974615c8be20d7f13a64',
  network: { cidr: '10.62.0.0/22', availabilityZones: ['a', 'b'] },
  requesterGroups: ['projects-staging-testers'],
  approverGroups: ['projects-data-owners'],
};

/** The platform of a professional services firm in three environments, from one definition. */
export function buildProfessionalServices(app: App): Platform {
  return new Platform(app, 'Projects', {
    organization: { id: 'o-a1b2c3d4e5', allowedRegions: ['eu-west-1'], managementAccount: '999999999999', rootId: 'r-a1b2' },
    workload: new ProfessionalServices(),
    environments: [production, staging, training],
    delivery: { account: '555555555555', region: 'eu-west-1' },
    audit: { account: '666666666666', region: 'eu-west-1' },
    quarantine: { account: '777777777777', region: 'eu-west-1' },
    parentZoneName: 'example.com',
    pipeline: {
      issuer: 'token.actions.githubusercontent.com',
      subjects: {
        production: 'repo:example/projects:environment:production',
        staging: 'repo:example/projects:environment:staging',
        training: 'repo:example/projects:environment:training',
      },
    },
    refresh,
    monitoringSinkArn: 'arn:aws:oam:eu-west-1:666666666666:sink/0b7f4c1e-5d0a-4c52-9f0e-6f1f6d3a2c11',
  });
}
