import { expectEach, finding } from '../expect';
import { allowing, single } from '../fragments';
import { letIn } from '../model/policy';
import { isPermittedTarget } from '../permitted-account';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const monitoringIsShownToPermittedAccounts: Rule = {
  id: 'monitoring-is-shown-to-permitted-accounts',
  claim: 'An account shows its metrics, logs and traces to a permitted account only, and looks at those of permitted accounts only.',
  reason: 'A link shows everything of its kind at once. A sink that takes links from anybody is told what anybody wants it to believe.',
  fix: 'Link to the sink of the audit account, let the sink name the accounts, and declare the crossing.',
  severity: 'fatal',
  serves: ['ISL-13', 'OPS-01'],
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Unified-Cross-Account.html',
  resourceTypes: ['AWS::Oam::Link', 'AWS::Oam::Sink'],
  check: (end, crossings) => end.type === 'AWS::Oam::Link'
    ? expectEach(end, 'SinkIdentifier', isPermittedTarget(end, crossings))
    : letIn(end.at('Policy').filter(({ kind }) => kind !== 'absent'), end.account).flatMap(({ kind, account = '', value }) => {
      if (kind === 'unknown') return finding(value, 'undecided');
      if (kind === 'everyone' || kind === 'organisation') return finding(value, 'broken', 'every account may link itself');
      return kind === 'foreign' && !crossings.permits(end.account, account) ? finding(value, 'broken', `account ${account} may link itself`) : [];
    }),
  cases: [
    holds('a sink of a permitted account', single('AWS::Oam::Link', { SinkIdentifier: 'arn:aws:oam:eu-west-1:333333333333:sink/0' })),
    holds('links of a permitted account', single('AWS::Oam::Sink', { Policy: allowing({ AWS: '333333333333' }) })),
    broken('a sink of another account', single('AWS::Oam::Link', { SinkIdentifier: 'arn:aws:oam:eu-west-1:222222222222:sink/0' })),
    broken('links of another account', single('AWS::Oam::Sink', { Policy: allowing({ AWS: '222222222222' }) })),
    broken('links of everybody', single('AWS::Oam::Sink', { Policy: allowing('*') })),
    unresolvable('a sink given at deployment', single('AWS::Oam::Link', { SinkIdentifier: given })),
  ],
};
