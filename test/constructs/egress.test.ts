import { Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { DnsFirewall, type DnsFirewallProps } from '../../constructs/egress/dns-firewall';
import { EgressFirewall, type EgressFirewallProps } from '../../constructs/egress/egress-firewall';
import { FirewallMode } from '../../constructs/egress/firewall-mode';
import { Network } from '../../constructs/network/network';
import { EgressPolicy, EgressProtocol, type EgressDestination } from '../../lib/values/egress-policy';
import { templateOf } from '../synthesize';

const reason = 'test';
const policy = EgressPolicy.allow({ domain: 'erp.example.net', reason }, { domain: '*.example.com', port: 8443, reason }, { domain: 'crl.example.org', protocol: EgressProtocol.HTTP, reason });

function networkOf(stack: Stack): Network {
  return new Network(stack, 'Network', {
    cidr: '10.20.0.0/16', availabilityZones: ['eu-west-1a', 'eu-west-1b'], flowLogArchive: { bucketArn: 'arn:aws:s3:::example-log-archive' },
    emptyDefaultSecurityGroup: false, interfaceEndpoints: ['ecr.api', 'ecr.dkr', 'kms'],
  });
}

function firewallOf(change: Partial<EgressFirewallProps> = {}): { template: Template; firewall: EgressFirewall } {
  let firewall: EgressFirewall | undefined;
  const template = templateOf((stack) => {
    firewall = new EgressFirewall(stack, 'Egress', { network: networkOf(stack), policy, servicePorts: [8080], logEncryptionKey: new Key(stack, 'Key'), ...change });
  });
  if (firewall === undefined) throw new Error('templateOf built nothing');
  return { template, firewall };
}

describe('an egress firewall', () => {
  const full = firewallOf();
  const { template: fullTemplate } = full;

  test('evaluates in strict order, forwards whole packets and fragments to it, and drops and logs what no rule passed', () => {
    fullTemplate.hasResourceProperties('AWS::NetworkFirewall::FirewallPolicy', {
      FirewallPolicy: {
        StatelessDefaultActions: ['aws:forward_to_sfe'],
        StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
        StatefulDefaultActions: ['aws:drop_established_app_layer', 'aws:alert_established_app_layer'],
        StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER', StreamExceptionPolicy: 'REJECT' },
      },
    });
    fullTemplate.hasResourceProperties('AWS::NetworkFirewall::RuleGroup', {
      Type: 'STATEFUL',
      RuleGroup: { StatefulRuleOptions: { RuleOrder: 'STRICT_ORDER' }, RuleVariables: { IPSets: { HOME_NET: { Definition: ['10.20.0.0/16'] } } }, RulesSource: { RulesString: full.firewall.rules.join('\n') } },
    });
  });

  test('passes each destination by its protocol, name and port', () => {
    const passes = full.firewall.rules.filter((rule) => rule.startsWith('pass tls') || rule.startsWith('pass http')).map((rule) => rule.replace(/sid:\d+/, 'sid:N'));
    expect(passes).toEqual([
      'pass tls $HOME_NET any -> $EXTERNAL_NET 8443 (msg:"allowed tls *.example.com 8443"; flow:to_server; tls.sni; content:".example.com"; endswith; nocase; sid:N; rev:1;)',
      'pass http $HOME_NET any -> $EXTERNAL_NET 80 (msg:"allowed http crl.example.org 80"; flow:to_server; http.host; content:"crl.example.org"; startswith; endswith; sid:N; rev:1;)',
      'pass tls $HOME_NET any -> $EXTERNAL_NET 443 (msg:"allowed tls erp.example.net 443"; flow:to_server; tls.sni; content:"erp.example.net"; startswith; endswith; nocase; sid:N; rev:1;)',
    ]);
  });

  test('gives every rule an id of its own that no other destination moves', () => {
    const ids = (rules: string[]): Map<string, string> => new Map(rules.map((rule) => [/msg:"([^"]*)"/.exec(rule)?.[1] ?? '', /sid:(\d+)/.exec(rule)?.[1] ?? '']));
    const before = ids(full.firewall.rules);
    const more: EgressDestination[] = [{ domain: 'aaa.example.org', reason }, { domain: 'zzz.example.org', reason }];
    const after = ids(firewallOf({ policy: policy.and(EgressPolicy.allow(...more)) }).firewall.rules);
    expect(new Set(after.values()).size).toBe(after.size);
    expect([...before].filter(([message, id]) => after.get(message) !== id)).toEqual([]);
  });

  test.each([[1, 128], [60, 256], [200, 512]])('of %s destinations reserves room for twice its rules: %s', (count, capacity) => {
    const destinations = Array.from({ length: count }, (_, index) => ({ domain: `host${index}.example.com`, reason }));
    const { template, firewall } = firewallOf({ policy: EgressPolicy.allow(...destinations) });
    expect(firewall.capacity).toBe(capacity);
    // A group whose capacity changes is replaced, which needs another name.
    template.hasResourceProperties('AWS::NetworkFirewall::RuleGroup', { Capacity: capacity, RuleGroupName: Match.stringLikeRegexp(`-${capacity}$`) });
  });

  test('of deny-all passes nothing but what the load balancer needs', () => {
    const { firewall } = firewallOf({ policy: EgressPolicy.denyAll() });
    expect(firewall.rules.filter((rule) => rule.startsWith('pass')).map((rule) => /msg:"([^"]*)"/.exec(rule)?.[1])).toEqual(['load balancer to service', 'service to load balancer', 'path MTU discovery']);
    expect(firewallOf({ policy: EgressPolicy.denyAll(), servicePorts: [] }).firewall.rules.filter((rule) => rule.startsWith('pass tcp'))).toEqual([]);
  });

  test('finds the endpoint of each zone by the name of the zone, because AWS lists them in any order', () => {
    const routes = Object.values(fullTemplate.findResources('AWS::EC2::Route', { Properties: { DestinationCidrBlock: '0.0.0.0/0', VpcEndpointId: Match.anyValue() } }));
    const firewallId = Object.keys(fullTemplate.findResources('AWS::NetworkFirewall::Firewall'))[0] ?? '';
    const endpoint = (zone: string): unknown => ({
      'Fn::Select': [0, { 'Fn::Split': [',', { 'Fn::Select': [1, { 'Fn::Split': [`${zone}:`, { 'Fn::Join': [',', { 'Fn::GetAtt': [firewallId, 'EndpointIds'] }] }] }] }] }],
    });
    expect(routes.map((route) => (route as { Properties: { VpcEndpointId: unknown } }).Properties.VpcEndpointId)).toEqual([endpoint('eu-west-1a'), endpoint('eu-west-1b')]);
    // The same selection, done on a list as AWS might return it.
    const select = (zone: string): string | undefined => ['eu-west-1b:vpce-2', 'eu-west-1a:vpce-1'].join(',').split(`${zone}:`)[1]?.split(',')[0];
    expect([select('eu-west-1a'), select('eu-west-1b')]).toEqual(['vpce-1', 'vpce-2']);
  });

  test('logs alerts to an encrypted log group that is kept, and flows to the archive when there is one', () => {
    fullTemplate.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: Match.anyValue(), RetentionInDays: 365 });
    const { template } = firewallOf({ flowLogBucketName: 'example-log-archive', flowLogPrefix: 'firewall' });
    template.hasResourceProperties('AWS::NetworkFirewall::LoggingConfiguration', {
      LoggingConfiguration: { LogDestinationConfigs: [
        { LogType: 'ALERT', LogDestinationType: 'CloudWatchLogs' },
        { LogType: 'FLOW', LogDestinationType: 'S3', LogDestination: { bucketName: 'example-log-archive', prefix: 'firewall' } },
      ] },
    });
    template.resourceCountIs('AWS::Logs::LogGroup', 1);
  });

  test.each([[undefined, undefined, true, true], [false, true, false, true], [true, false, true, false]])(
    'with delete protection %s and change protection %s asks AWS for %s and %s', (deleteProtection, changeProtection, deletes, changes) => {
      const { template } = firewallOf({ ...(deleteProtection === undefined ? {} : { deleteProtection }), ...(changeProtection === undefined ? {} : { changeProtection }) });
      template.hasResourceProperties('AWS::NetworkFirewall::Firewall', { DeleteProtection: deletes, SubnetChangeProtection: changes, FirewallPolicyChangeProtection: changes });
    });

  test.each([[FirewallMode.FULL, 2, 0], [FirewallMode.SINGLE_ZONE, 1, 2], [FirewallMode.DNS_ONLY, 0, 4]])('in mode %s has %s endpoints and says what that weakens', (mode, endpoints, sentences) => {
    const { template, firewall } = firewallOf({ mode });
    const firewalls = Object.values(template.findResources('AWS::NetworkFirewall::Firewall')) as Array<{ Properties: { SubnetMappings: unknown[] } }>;
    expect(firewalls.flatMap(({ Properties }) => Properties.SubnetMappings)).toHaveLength(endpoints);
    expect(firewall.weakens).toHaveLength(sentences);
    template.resourceCountIs('AWS::EC2::Subnet', 8);
  });

  test.each<[string, Partial<EgressFirewallProps>, string]>([
    ['port 0', { servicePorts: [0] }, '- servicePorts[0]: must be a whole number from 1 to 65535, got 0'],
    ['a DNS port', { servicePorts: [8080, 53] }, '- servicePorts[1]: must not be a DNS port, got 53; choose another port; the firewall drops DNS before anything else'],
    ['a folder with slashes', { flowLogPrefix: '/a' }, '- flowLogPrefix: must be a folder without slashes around it, got "/a"'],
  ])('refuses %s', (_, change, message) => {
    expect(() => firewallOf(change)).toThrow(new Error(`egress firewall "Test/Egress" has 1 problem\n${message}`));
  });

  test('refuses to keep alerts without encryption', () => {
    expect(() => templateOf((stack) => { new EgressFirewall(stack, 'Egress', { network: networkOf(stack), policy }); }))
      .toThrow(new Error('egress firewall "Test/Egress" has 1 problem\n- logEncryptionKey: must be given; alerts are kept encrypted; pass the key of the environment'));
  });
});

describe('a DNS firewall', () => {
  const dnsOf = (change: Partial<DnsFirewallProps> = {}): Template => templateOf((stack) => {
    new DnsFirewall(stack, 'Dns', { network: networkOf(stack), policy, zoneNames: ['Staging.example.com'], queryLogDestinationArn: 'arn:aws:s3:::example-log-archive', ...change });
  });
  const template = dnsOf();
  const listOf = (name: string): unknown => Object.values(template.findResources('AWS::Route53Resolver::FirewallDomainList', { Properties: { Name: Match.stringLikeRegexp(`-${name}$`) } }))
    .map((resource) => (resource as { Properties: { Domains: unknown } }).Properties.Domains)[0];

  test.each([
    ['OwnZones', ['*.eu-west-1.compute.internal', '*.staging.example.com', 'staging.example.com']],
    ['Egress', ['*.example.com', 'crl.example.org', 'erp.example.net']],
    ['AwsServices', ['*.cache.amazonaws.com', '*.dkr.ecr.eu-west-1.amazonaws.com', '*.eu-west-1.rds.amazonaws.com', '*.s3.eu-west-1.amazonaws.com', '111111111111.ddb.eu-west-1.amazonaws.com',
      'api.ecr.eu-west-1.amazonaws.com', 'dynamodb.eu-west-1.amazonaws.com', 'kms.eu-west-1.amazonaws.com', 's3.eu-west-1.amazonaws.com']],
    ['Everything', ['*']],
  ])('lets resolve exactly: %s', (name, domains) => {
    expect(listOf(name)).toEqual(domains);
  });

  test('blocks everything after what it allows', () => {
    const [group] = Object.values(template.findResources('AWS::Route53Resolver::FirewallRuleGroup')) as Array<{ Properties: { FirewallRules: Array<{ Action: string; Priority: number; BlockResponse?: string; FirewallDomainRedirectionAction?: string }> } }>;
    const rules = group?.Properties.FirewallRules.toSorted((a, b) => a.Priority - b.Priority) ?? [];
    expect(rules.map(({ Action }) => Action)).toEqual(['ALLOW', 'ALLOW', 'ALLOW', 'BLOCK']);
    expect(rules.at(-1)?.BlockResponse).toBe('NXDOMAIN');
    expect(rules.slice(0, 3).every((rule) => rule.FirewallDomainRedirectionAction === 'TRUST_REDIRECTION_DOMAIN')).toBe(true);
  });

  test('fails closed', () => {
    template.hasResourceProperties('AWS::Route53Resolver::FirewallConfig', { FirewallFailOpen: 'DISABLED' });
  });

  test.each([[undefined, 'ENABLED'], [false, 'DISABLED']])('with mutation protection %s asks AWS for %s', (mutationProtection, expected) => {
    const association = dnsOf(mutationProtection === undefined ? {} : { mutationProtection });
    association.hasResourceProperties('AWS::Route53Resolver::FirewallRuleGroupAssociation', { MutationProtection: expected, Priority: 101 });
  });

  test('logs every query to the destination given', () => {
    template.hasResourceProperties('AWS::Route53Resolver::ResolverQueryLoggingConfig', { DestinationArn: 'arn:aws:s3:::example-log-archive' });
    template.resourceCountIs('AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation', 1);
  });

  test('of deny-all has no empty list, which AWS would refuse', () => {
    const empty = dnsOf({ policy: EgressPolicy.denyAll() });
    empty.resourceCountIs('AWS::Route53Resolver::FirewallDomainList', 3);
  });

  test.each<[string, Partial<DnsFirewallProps>, string]>([
    ['a zone that is a pattern', { zoneNames: ['*.example.com'] }, '- zoneNames[0]: must be one host name, not a pattern, got "*.example.com"; name the host'],
    ['all of AWS', { serviceNames: ['*.amazonaws.com'] }, '- serviceNames[0]: must not be a wildcard over a domain in which anybody can register, got "*.amazonaws.com"; name the hosts'],
  ])('refuses %s', (_, change, message) => {
    expect(() => dnsOf(change)).toThrow(new Error(`DNS firewall "Test/Dns" has 1 problem\n${message}`));
  });
});
