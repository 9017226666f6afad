import { expectEach, isPresent } from '../expect';
import { single } from '../fragments';
import type { Resource } from '../model/value';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const pointers: ReadonlyArray<readonly [string, string]> = [
  ['AWS::SQS::Queue', 'RedrivePolicy.deadLetterTargetArn'],
  ['AWS::Lambda::Function', 'DeadLetterConfig.TargetArn'],
  ['AWS::Lambda::EventInvokeConfig', 'DestinationConfig.OnFailure.Destination'],
  ['AWS::Events::Rule', 'Targets.*.DeadLetterConfig.Arn'],
  ['AWS::Scheduler::Schedule', 'Target.DeadLetterConfig.Arn'],
  ['AWS::SNS::Subscription', 'RedrivePolicy.deadLetterTargetArn'],
];

function servesAsDeadLetterQueue(queue: Resource): boolean {
  return pointers.some(([type, path]) => queue.pointedAtBy(type, path).length > 0);
}

export const queueHasADeadLetterQueue: Rule = {
  id: 'queue-has-a-dead-letter-queue',
  claim: 'A queue hands over what cannot be processed to a dead-letter queue.',
  reason: 'One message that nobody can process otherwise blocks, or is lost when it is too old.',
  fix: 'Set RedrivePolicy; a queue that is a dead-letter queue itself needs none.',
  severity: 'error',
  serves: ['OPS-01', 'OPS-05'],
  source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
  resourceTypes: ['AWS::SQS::Queue'],
  check: (queue) => servesAsDeadLetterQueue(queue) ? [] : expectEach(queue, 'RedrivePolicy', isPresent),
  cases: [
    holds('a queue and its dead-letter queue', { Dead: { Type: 'AWS::SQS::Queue' }, ...single('AWS::SQS::Queue', { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 } }) }),
    holds('the dead-letter queue of a function', { Job: { Type: 'AWS::Lambda::Function', Properties: { DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['It', 'Arn'] } } } }, ...single('AWS::SQS::Queue') }),
    broken('none', single('AWS::SQS::Queue')),
    unresolvable('given at deployment', single('AWS::SQS::Queue', { RedrivePolicy: given })),
  ],
};
