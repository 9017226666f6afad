import { finding, judge, missing } from '../expect';
import { single } from '../fragments';
import { accountOf, allows, conditionsOf, statementsOf } from '../model/policy';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

/** The services whose endpoints carry a policy and that hold or hand out something. */
const carriesPolicy = /\.(?:s3|dynamodb|secretsmanager|kms|sts|sqs|sns|ssm|ecr\.api|ecr\.dkr|logs|monitoring|events|lambda|states|kinesis-streams|kinesis-firehose|execute-api|elasticfilesystem|athena|glue|backup)$/;
const accountKeys = new Set(['aws:resourceaccount', 'aws:principalaccount', 'aws:principalarn', 's3:resourceaccount']);
const endpointWith = (Condition: unknown, Resource = '*') => single('AWS::EC2::VPCEndpoint', {
  ServiceName: 'com.amazonaws.eu-west-1.s3',
  PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource, ...Condition === undefined ? {} : { Condition } }] },
});

export const endpointPolicyNamesAccounts: Rule = {
  id: 'endpoint-policy-names-accounts',
  claim: 'The policy of an endpoint limits it to accounts or to exact resources, not to the organisation alone.',
  reason: 'The policy that AWS gives an endpoint allows everything: a host in staging reaches any bucket or key of any account through it. The organisation as a limit lets production through.',
  fix: 'Give a PolicyDocument whose Allow statements have a condition on aws:ResourceAccount or aws:PrincipalAccount, or name resources exactly.',
  severity: 'fatal',
  serves: ['ISL-02', 'ISL-10'],
  source: 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html',
  resourceTypes: ['AWS::EC2::VPCEndpoint'],
  check: (endpoint) => {
    if (!endpoint.at('ServiceName').some(({ text }) => carriesPolicy.test(text ?? ''))) return [];
    const documents = endpoint.at('PolicyDocument');
    if (documents.some(({ kind }) => kind === 'absent')) return [missing('PolicyDocument', 'PolicyDocument is absent, which allows everything')];
    return statementsOf(documents).filter(allows).flatMap((statement) => {
      if (statement.kind === 'unknown') return finding(statement, 'undecided');
      const resources = statement.at('Resource.*');
      if (resources.every(({ kind, text }) => kind === 'reference' || text !== undefined && !/^\*|^arn:[^:]*:[^:]*:[^:]*:[^:]*:[*?]/.test(text))) return [];
      const limits = conditionsOf(statement, /^(?:ForAnyValue:)?(?:StringEquals|StringLike|ArnEquals|ArnLike)$/).filter(([key]) => accountKeys.has(key)).map(([, value]) => value);
      if (limits.length === 0) return [{ path: statement.path, found: 'a statement allows every account' }];
      return judge(limits, (value) => accountOf(value) === undefined ? 'undecided' : /[*?]/.test(accountOf(value) ?? '') ? 'broken' : 'holds');
    });
  },
  cases: [
    holds('limited to the account', endpointWith({ StringEquals: { 'aws:ResourceAccount': { Ref: 'AWS::AccountId' } } })),
    holds('exact resources', endpointWith(undefined, 'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*')),
    holds('a service without policies', single('AWS::EC2::VPCEndpoint', { ServiceName: 'com.amazonaws.eu-west-1.cloudtrail-data' })),
    broken('no policy', single('AWS::EC2::VPCEndpoint', { ServiceName: 'com.amazonaws.eu-west-1.s3' })),
    broken('the organisation alone', endpointWith({ StringEquals: { 'aws:ResourceOrgID': 'o-example' } })),
    unresolvable('an account given at deployment', endpointWith({ StringEquals: { 'aws:PrincipalAccount': given } })),
  ],
};
