import { App } from 'aws-cdk-lib';
import { Platform } from '../../lib';
import { production, staging, training } from './environments';
import { ProfessionalServices } from './workload';

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
    monitoringSinkArn: 'arn:aws:oam:eu-west-1:666666666666:sink/0b7f4c1e-5d0a-4c52-9f0e-6f1f6d3a2c11',
  });
}
