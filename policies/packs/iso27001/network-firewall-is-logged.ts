import { is, judgeAny, missing } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const firewallWith = (LogType: unknown) => ({
  ...single('AWS::NetworkFirewall::Firewall'),
  Log: { Type: 'AWS::NetworkFirewall::LoggingConfiguration', Properties: { FirewallArn: { Ref: 'It' }, LoggingConfiguration: { LogDestinationConfigs: [{ LogType }] } } },
});

export const networkFirewallIsLogged: Rule = {
  id: 'network-firewall-is-logged',
  claim: 'A network firewall logs its alerts.',
  reason: 'What the egress allow-list stopped is the first sign of a wrong list, or of an intruder.',
  fix: 'Add an AWS::NetworkFirewall::LoggingConfiguration with log type ALERT.',
  severity: 'error',
  serves: ['ISL-10', 'OPS-02'],
  source: 'https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-logging.html',
  resourceTypes: ['AWS::NetworkFirewall::Firewall'],
  check: (firewall) => judgeAny(
    firewall.pointedAtBy('AWS::NetworkFirewall::LoggingConfiguration', 'FirewallArn').flatMap((logging) => logging.at('LoggingConfiguration.LogDestinationConfigs.*.LogType')),
    is('ALERT'),
    missing('', 'alerts are not logged'),
  ),
  cases: [
    holds('alerts', firewallWith('ALERT')),
    broken('flows only', firewallWith('FLOW')),
    broken('nothing', single('AWS::NetworkFirewall::Firewall')),
    unresolvable('given at deployment', firewallWith(given)),
  ],
};
