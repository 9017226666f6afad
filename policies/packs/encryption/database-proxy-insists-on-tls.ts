import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const databaseProxyInsistsOnTls: Rule = {
  id: 'database-proxy-insists-on-tls',
  claim: 'A database proxy refuses connections without TLS.',
  reason: 'The proxy ends the connection of the client: what it accepts decides, whatever the database behind it asks for.',
  fix: 'Set RequireTLS to true.',
  severity: 'error',
  serves: ['POL-01'],
  source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-connecting.html',
  resourceTypes: ['AWS::RDS::DBProxy'],
  check: (proxy) => expectEach(proxy, 'RequireTLS', isTrue),
  cases: [
    holds('TLS', single('AWS::RDS::DBProxy', { RequireTLS: true })),
    broken('left out', single('AWS::RDS::DBProxy')),
    unresolvable('given at deployment', single('AWS::RDS::DBProxy', { RequireTLS: given })),
  ],
};
