import { App, Stack, Stage, aws_sqs as sqs } from 'aws-cdk-lib';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseCapacity, Environment, Platform, ServiceCapacity, Workload, WorkloadScope } from '../../lib';
import { productionProps, stagingOverrides } from '../environment/example-environments';
import { testContext } from '../synthesize';

const image = `333333333333.dkr.ecr.eu-west-1.amazonaws.com/projects/api@sha256:${'a1'.repeat(32)}`;
const production = new Environment({ ...productionProps, images: { api: image, simulator: image.replace('/api@', '/simulator@') } });
const staging = production.derive('staging', {
  ...stagingOverrides, capacity: { api: ServiceCapacity.tasks(1, 4), ledger: DatabaseCapacity.serverless(0.5, 4) }, retention: { logsDays: 30 }, parameters: { invoiceLanguage: 'de' },
});

export type Beside = (stack: Stack, scope: WorkloadScope) => void;

/** A workload that may look at its stage, and what is beside it. */
class Projects extends Workload {
  public constructor(private readonly hidden: boolean, private readonly beside: Beside) {
    super();
  }

  public define(scope: WorkloadScope): void {
    const ledger = scope.addDatabase('Ledger', { capacity: scope.capacityOf('ledger') });
    scope.addService('Api', { image: scope.image('api'), port: 8080, capacity: scope.capacityOf('api'), uses: [ledger, scope.integration('erp'), scope.integration('payroll')] });
    const stack = scope.addStack('Own');
    if (!this.hidden || Stage.of(stack)?.stageName === 'production') new sqs.Queue(stack, 'Billing');
    this.beside(stack, scope);
  }
}

export const nothing = (): void => undefined;

export function platform(app: App, hidden: boolean, beside: Beside = nothing): Platform {
  return new Platform(app, 'Projects', {
    organization: { id: 'o-a1b2c3d4e5', allowedRegions: ['eu-west-1'] }, workload: new Projects(hidden, beside), environments: [production, staging], parentZoneName: 'example.com',
    delivery: { account: '333333333333', region: 'eu-west-1' }, audit: { account: '666666666666', region: 'eu-west-1' }, quarantine: { account: '777777777777', region: 'eu-west-1' },
  });
}

/** An app that is asked for material, as the command line asks. */
export function asked(request: object, hidden = false, beside: Beside = nothing): { readonly app: App; readonly file: string } {
  const outdir = mkdtempSync(join(tmpdir(), 'understudy-test-'));
  const app = new App({ outdir, analyticsReporting: false, context: { ...testContext, 'aws:cdk:disable-creation-stack-traces': !hidden, 'aws:cdk:enable-path-metadata': true, 'understudy:parity': request } });
  platform(app, hidden, beside);
  app.synth();
  return { app, file: join(outdir, 'parity.json') };
}
