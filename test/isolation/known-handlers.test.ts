import { CfnJson, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { OpenIdConnectProvider, Role } from 'aws-cdk-lib/aws-iam';
import { LogRetention, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CrossAccountZoneDelegationRecord, PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AssemblyModel } from '../../policies/assembly/assembly-model';
import { loadAssembly } from '../../policies/assembly/load-assembly';
import { text } from '../../policies/assembly/value';
import { arnOf } from '../../policies/assembly/resource-names';
import { codeHash, KNOWN_HANDLERS } from '../../policies/isolation/passes/known-handlers';
import { testApp } from '../synthesize';
import { PRODUCTION, STAGING } from './two-accounts';

/** Every custom resource of the installed CDK that the list names. */
function handlers(): Map<string, string | undefined> {
  const app = testApp();
  const env = { account: PRODUCTION, region: 'eu-west-1' };
  const stack = new Stack(app, 'S', { env });
  const bucket = new Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
  bucket.addEventNotification(EventType.OBJECT_CREATED, new SqsDestination(new Queue(stack, 'Queue')));
  new BucketDeployment(stack, 'Files', { sources: [Source.data('a', 'b')], destinationBucket: bucket });
  new LogRetention(stack, 'Retention', { logGroupName: 'x', retention: RetentionDays.ONE_DAY });
  new Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: true });
  new OpenIdConnectProvider(stack, 'Provider', { url: 'https://example.com' });
  new CfnJson(stack, 'Json', { value: { a: 'b' } });
  new CrossAccountZoneDelegationRecord(stack, 'Delegation', {
    delegatedZone: new PublicHostedZone(stack, 'Zone', { zoneName: 'a.example.com' }), parentHostedZoneName: 'example.com', delegationRole: Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${STAGING}:role/x`),
  });
  const model = new AssemblyModel(loadAssembly(app.synth().directory));
  const functions = new Map(model.ofType('AWS::Lambda::Function').map((one) => [text(arnOf(one)), codeHash(one)]));
  return new Map(model.resources.filter(({ type }) => type.startsWith('Custom::')).map((one) => [one.type, functions.get(text(one.properties['ServiceToken']))]));
}

test('the handlers that are trusted are those of the installed CDK', () => {
  const installed = handlers();
  expect(Object.keys(KNOWN_HANDLERS).map((type) => [type, [installed.get(type)]])).toEqual(Object.entries(KNOWN_HANDLERS));
});
