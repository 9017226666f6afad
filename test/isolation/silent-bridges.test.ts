import { CfnOutput } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { readFileSync } from 'node:fs';
import { proveTwo, told } from './two-accounts';

// aws-cdk-lib 2.276 builds both bridges without a word, and no pack of cdk-nag sees them.
describe('a reference to a production bucket in a staging stack', () => {
  const report = proveTwo((production, staging) => {
    const bucket = new Bucket(production, 'Documents');
    new CfnOutput(staging, 'Domain', { value: bucket.bucketDomainName });
  });

  test('is a leak: production makes a role that trusts the execution role of staging, and staging reads over it', () => {
    expect(report.verdict).toBe('LEAK');
    expect(told(report)).toEqual(expect.arrayContaining([
      expect.stringMatching(/^LEAK role-trusts-zone staging>production PublishGetStackOutputRole/),
      'LEAK reads-stack-output-of-zone staging>production Staging',
    ]));
  });

  test('has a witness with the request, the construct, the template line and the line of source', () => {
    const [finding] = report.findings.filter(({ kind }) => kind === 'role-trusts-zone');
    const step = finding?.steps.at(-1);
    expect(finding?.request).toMatchObject({
      'action': 'sts:assumerole', 'aws:principalaccount': '222222222222',
      'aws:principalarn': 'arn:aws:iam::222222222222:role/cdk-hnb659fds-cfn-exec-role-222222222222-eu-west-1',
    });
    expect(step?.construct).toMatch(/^Production\/Publish.*Role/);
    expect(step?.source).toMatch(/two-accounts\.ts:\d+:\d+$/);
    const line = readFileSync(step?.template ?? '', 'utf8').split('\n')[(step?.line ?? 0) - 1];
    expect(step?.pointer).toMatch(/\/AssumeRolePolicyDocument\/Statement\/0$/);
    expect(line).toMatch(/\{/);
  });

  test('fails the claim for staging only, and proves the other', () => {
    expect(report.claims.map(({ from, to, verdict }) => [from, to, verdict])).toEqual([
      ['production', 'staging', 'PROVED'], ['staging', 'production', 'LEAK'],
    ]);
  });
});

describe('grantRead on a production bucket to a role of staging', () => {
  const report = proveTwo((production, staging) => {
    const key = new Key(production, 'Key');
    const bucket = new Bucket(production, 'Documents', { bucketName: 'documents-of-production', encryption: BucketEncryption.KMS, encryptionKey: key });
    bucket.grantRead(new Role(staging, 'Reader', { roleName: 'reader', assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
  });

  test('is a leak in the bucket policy, in the key policy and in the policy of the role', () => {
    expect(told(report)).toEqual([
      expect.stringMatching(/^LEAK policy-lets-in-zone staging>production DocumentsPolicy/),
      expect.stringMatching(/^LEAK policy-lets-in-zone staging>production Key/),
      expect.stringMatching(/^LEAK text-names-zone staging>production ReaderDefaultPolicy/),
    ]);
  });

  test('tells the request that is allowed', () => {
    expect(report.findings[0]?.request?.['action']).toMatch(/^s3:(get|list)/);
    expect(report.findings[0]?.request).toMatchObject({ 'resource': 'arn:aws:s3:::documents-of-production', 'aws:principalarn': 'arn:aws:iam::222222222222:role/reader' });
  });
});

describe('two accounts that keep to themselves', () => {
  test('are proved', () => {
    const report = proveTwo((production, staging) => {
      for (const stack of [production, staging]) {
        const bucket = new Bucket(stack, 'Documents', { encryption: BucketEncryption.KMS, encryptionKey: new Key(stack, 'Key'), enforceSSL: true });
        bucket.grantRead(new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
      }
    });
    expect(told(report)).toEqual([]);
    expect(report.verdict).toBe('PROVED');
  });
});
