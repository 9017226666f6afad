import { App, Stack, Stage, Validations, aws_kms as kms, aws_s3 as s3, aws_sns as sns, aws_sqs as sqs } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';

/** What the benchmark synthesizes: a platform of three environments with some 600 resources. */
export function buildSubject(app: App): void {
  for (const [name, account] of [['production', '111111111111'], ['staging', '222222222222'], ['training', '333333333333']] as const) {
    const stage = new Stage(app, `Bench-${name}`, { env: { account, region: 'eu-west-1' } });
    for (const area of ['Accounting', 'Planning', 'Billing', 'Reporting']) {
      const stack = new Stack(stage, area);
      const encryptionKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
      for (let index = 0; index < 12; index++) {
        new s3.Bucket(stack, `Bucket${index}`, { encryptionKey, enforceSSL: true, versioned: true });
        new sqs.Queue(stack, `Queue${index}`, { encryptionMasterKey: encryptionKey, enforceSSL: true });
        new sns.Topic(stack, `Topic${index}`, { masterKey: encryptionKey });
      }
    }
  }
}

/** Every pack that judges the example. */
export function addAllPacks(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new NIST80053R5Checks(app));
}
