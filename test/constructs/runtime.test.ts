import { Duration, aws_kms as kms, aws_logs as logs } from 'aws-cdk-lib';
import { HandlerFunction } from '../../constructs/runtime/handler-function';
import { templateOf } from '../synthesize';

describe('a handler function', () => {
  test('refuses what cannot run, all at once', () => {
    expect(() => templateOf((stack) => {
      const key = new kms.Key(stack, 'Key');
      new HandlerFunction(stack, 'Handler', {
        handler: 'nowhere', description: 'Does nothing', key, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH,
        timeout: Duration.minutes(20), memoryMiB: 64, concurrency: 0, settings: { AWS_REGION: 'eu-west-1' },
      });
    })).toThrow([
      'handler function "Test/Handler" has 5 problems',
      '- handler: must be a bundled folder of runtime/, got "nowhere"; run "npm run compile" after adding runtime/<name>/handler.ts',
      '- timeout: must be at most 15 minutes, got "1200 seconds"; split the work, for example with Step Functions',
      '- memoryMiB: must be 128 to 10240, got 64; for example 512',
      '- concurrency: must be at least 1, got 0; for example 1, so that no two runs overlap',
      '- settings: must have names of upper-case letters, digits and "_", not beginning with AWS_ or LAMBDA_, got "AWS_REGION"; for example "STACK_PREFIX"',
    ].join('\n'));
  });
});
