import { finding, judgeAny, missing } from '../expect';
import { allowing, single } from '../fragments';
import { accountOf } from '../model/policy';
import { reachOfPolicies } from '../model/policy-documents';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const queue = (condition?: unknown) => single('AWS::SQS::QueuePolicy', { PolicyDocument: allowing({ Service: 'sns.amazonaws.com' }, condition) });

export const servicePrincipalComesFromItsOwnAccount: Rule = {
  id: 'service-principal-comes-from-its-own-account',
  claim: 'A resource policy lets a service in for sources of named accounts only.',
  reason: 'A service acts for everyone. Without a condition on the source somebody else can point the service at this resource.',
  fix: 'Add a condition on aws:SourceAccount or aws:SourceArn. Policies of keys and roles are judged elsewhere.',
  severity: 'error',
  serves: ['ISL-11'],
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
  resourceTypes: ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::SecretsManager::ResourcePolicy', 'AWS::ECR::Repository', 'AWS::Lambda::Permission'],
  check: (resource) => {
    if (resource.type !== 'AWS::Lambda::Permission') {
      return reachOfPolicies(resource).flatMap(({ kind, value }) => kind === 'unknown' ? finding(value, 'undecided') : kind === 'service' ? finding(value, 'broken', `${value.text ?? 'a service'} is let in for everyone`) : []);
    }
    if (!resource.at('Principal').some(({ text }) => text?.endsWith('.amazonaws.com'))) return [];
    const sources = [...resource.at('SourceArn'), ...resource.at('SourceAccount')].filter(({ kind }) => kind !== 'absent');
    return judgeAny(sources, (value) => value.kind === 'unknown' ? 'undecided' : accountOf(value) === undefined && value.kind !== 'text' ? 'broken' : 'holds', missing('SourceAccount', 'SourceAccount and SourceArn are absent'));
  },
  cases: [
    holds('a topic of the account', { Topic: { Type: 'AWS::SNS::Topic' }, ...queue({ ArnEquals: { 'aws:SourceArn': { Ref: 'Topic' } } }) }),
    holds('a permission with a source account', single('AWS::Lambda::Permission', { Principal: 's3.amazonaws.com', SourceAccount: { Ref: 'AWS::AccountId' } })),
    broken('a service for everyone', queue()),
    broken('a permission without a source', single('AWS::Lambda::Permission', { Principal: 'sns.amazonaws.com' })),
    unresolvable('a source given at deployment', single('AWS::Lambda::Permission', { Principal: 'sns.amazonaws.com', SourceArn: given })),
  ],
};
