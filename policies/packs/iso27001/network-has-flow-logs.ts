import { is, judgeAny, missing } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const networkWith = (TrafficType: unknown) => ({
  ...single('AWS::EC2::VPC'),
  Log: { Type: 'AWS::EC2::FlowLog', Properties: { ResourceId: { Ref: 'It' }, ResourceType: 'VPC', TrafficType } },
});

export const networkHasFlowLogs: Rule = {
  id: 'network-has-flow-logs',
  claim: 'A network logs all its traffic.',
  reason: 'Whether something crossed can be answered from the log only, and only if refused and accepted traffic are both in it.',
  fix: 'Add a flow log of TrafficType ALL on the network.',
  severity: 'error',
  serves: ['OPS-02', 'ISL-14'],
  source: 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html',
  resourceTypes: ['AWS::EC2::VPC'],
  check: (network) => judgeAny(network.pointedAtBy('AWS::EC2::FlowLog', 'ResourceId').flatMap((log) => log.at('TrafficType')), is('ALL'), missing('', 'no flow log of all traffic')),
  cases: [
    holds('all traffic', networkWith('ALL')),
    broken('no flow log', single('AWS::EC2::VPC')),
    broken('refused traffic only', networkWith('REJECT')),
    unresolvable('given at deployment', networkWith(given)),
  ],
};
