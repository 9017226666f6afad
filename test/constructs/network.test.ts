import { Stack } from 'aws-cdk-lib';
import { SubnetType, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as fc from 'fast-check';
import { EgressFirewall } from '../../constructs/egress/egress-firewall';
import { FirewallMode } from '../../constructs/egress/firewall-mode';
import { Network, type NetworkProps } from '../../constructs/network/network';
import { NetworkEncryption } from '../../constructs/network/network-encryption';
import { planSubnets } from '../../constructs/network/subnet-plan';
import { Cidr } from '../../lib/values/cidr';
import { EgressPolicy } from '../../lib/values/egress-policy';
import { templateOf, testApp } from '../synthesize';

const zones = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c', 'eu-west-1d'];
const props: NetworkProps = { cidr: '10.20.0.0/16', availabilityZones: zones.slice(0, 3), flowLogArchive: { bucketArn: 'arn:aws:s3:::example-log-archive', prefix: 'flow-logs' } };

// The function that empties the default security group makes an asset, which costs time: only the tests about it ask for it.
const networkTemplate = (change: Partial<NetworkProps> = {}): Template =>
  templateOf((stack) => { new Network(stack, 'Network', { ...props, emptyDefaultSecurityGroup: false, ...change }); });
const plain = networkTemplate();

interface Resource { readonly Type: string; readonly Properties: Record<string, unknown> }
const resourcesOf = (template: Template, type: string): Array<{ id: string; properties: Record<string, unknown> }> =>
  Object.entries(template.findResources(type) as Record<string, Resource>).map(([id, { Properties }]) => ({ id, properties: Properties }));

describe('encryption in transit', () => {
  test('is enforced between the parts, but for the gateways and functions that AWS excepts', () => {
    expect(resourcesOf(plain, 'AWS::EC2::VPCEncryptionControl').map(({ properties }) => properties)).toEqual([{
      VpcId: { Ref: expect.stringMatching(/^NetworkVpc/) }, Mode: 'enforce',
      InternetGatewayExclusionInput: 'enable', NatGatewayExclusionInput: 'enable', LambdaExclusionInput: 'enable',
    }]);
  });
  test('is only watched in a network that says so', () => {
    expect(resourcesOf(networkTemplate({ encryption: NetworkEncryption.MONITORED }), 'AWS::EC2::VPCEncryptionControl').map(({ properties }) => properties))
      .toEqual([{ VpcId: { Ref: expect.stringMatching(/^NetworkVpc/) }, Mode: 'monitor' }]);
  });
  test('is told of each flow', () => plain.hasResourceProperties('AWS::EC2::FlowLog', { LogFormat: Match.stringLikeRegexp('encryption-status') }));
});

describe('the address plan', () => {
  test('of a /16 is what the documentation says', () => {
    expect(planSubnets('10.20.0.0/16', zones.slice(0, 2))).toEqual([
      { zone: 'eu-west-1a', private: '10.20.0.0/19', isolated: '10.20.32.0/20', public: '10.20.48.0/21', firewall: '10.20.56.0/28' },
      { zone: 'eu-west-1b', private: '10.20.64.0/19', isolated: '10.20.96.0/20', public: '10.20.112.0/21', firewall: '10.20.120.0/28' },
    ]);
  });

  test('of any /16 to /22 fits, does not overlap, and a further zone renumbers nothing', () => {
    fc.assert(fc.property(fc.integer({ min: 16, max: 22 }), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 2, max: 3 }), (prefix, second, count) => {
      const cidr = `10.${second}.0.0/${prefix}`;
      const plan = planSubnets(cidr, zones.slice(0, count));
      const blocks = plan.flatMap((zone) => [zone.public, zone.firewall, zone.private, zone.isolated]).map((text) => Cidr.of(text));
      expect(blocks.every((block, index) => Cidr.of(cidr).contains(block) && block.prefix <= 28 && blocks.slice(index + 1).every((other) => !other.overlaps(block)))).toBe(true);
      expect(plan.every((zone) => Cidr.of(zone.public).prefix <= 27)).toBe(true);
      expect(planSubnets(cidr, zones.slice(0, count + 1)).slice(0, count)).toEqual(plan);
    }));
  });
});

describe('a network', () => {
  test.each<[string, Partial<NetworkProps>, string]>([
    ['a /23', { cidr: '10.20.0.0/23' }, '- cidr: must hold 4 zones of four tiers, got "10.20.0.0/23"; use a /22 or wider, the smallest that does'],
    ['a /15', { cidr: '10.20.0.0/15' }, '- cidr: must not be wider than /16, got "10.20.0.0/15"; AWS allows no larger VPC'],
    ['a malformed block', { cidr: '10.20.0.0' }, '- cidr: must be an address block such as 10.20.0.0/16, got "10.20.0.0"; write the prefix length, for one address 10.20.0.0/32'],
    ['host bits', { cidr: '10.20.1.0/16' }, '- cidr: must be written by its first address, got "10.20.1.0/16"; write 10.20.0.0/16'],
    ['public address space', { cidr: '8.8.0.0/16' }, '- cidr: must be private address space, got "8.8.0.0/16"; use a block of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16'],
    ['IPv6', { cidr: '2001:db8::/32' }, '- cidr: must be an IPv4 block, got "2001:db8::/32"; the network carries IPv4 only'],
    ['one zone', { availabilityZones: ['eu-west-1a'] }, '- availabilityZones: must be 2 to 4 zones, got 1; load balancers and database subnet groups need two'],
    ['a zone letter', { availabilityZones: ['a', 'eu-west-1b'] }, '- availabilityZones[0]: must be the name of an availability zone such as eu-west-1a, got "a"'],
    ['a zone of another region', { availabilityZones: ['eu-west-1a', 'us-east-1b'] }, '- availabilityZones[1]: must be a zone of eu-west-1, got "us-east-1b"'],
    ['a zone twice', { availabilityZones: ['eu-west-1a', 'eu-west-1a'] }, '- availabilityZones[1]: must be named once, got "eu-west-1a"'],
    ['no NAT gateway', { natGateways: 0 }, '- natGateways: must be a whole number from 1 to 3, the number of zones, got 0'],
    ['more NAT gateways than zones', { natGateways: 4 }, '- natGateways: must be a whole number from 1 to 3, the number of zones, got 4'],
    ['a folder with slashes', { flowLogArchive: { bucketArn: 'arn:aws:s3:::a', prefix: 'logs/' } }, '- flowLogArchive.prefix: must be a folder without slashes around it, got "logs/"'],
    ['a malformed organisation', { organizationId: '1234' }, '- organizationId: must be the id of an organisation such as o-a1b2c3d4e5, got "1234"'],
    ['an endpoint URL', { interfaceEndpoints: ['https://kms'] }, '- interfaceEndpoints[0]: must be the short name of a service such as secretsmanager, got "https://kms"'],
    ['a service with a gateway', { interfaceEndpoints: ['s3'] }, '- interfaceEndpoints[0]: must not be a service that has a gateway endpoint already, got "s3"; leave it out'],
    ['a service twice', { interfaceEndpoints: ['kms', 'kms'] }, '- interfaceEndpoints[1]: must be named once, got "kms"'],
    ['an exception for a whole service', { endpointExceptions: [{ service: 's3', account: '222222222222', actions: ['s3:*'], reason: 'x' }] },
      '- endpointExceptions[0].actions: must be actions such as ecr:BatchGetImage, got "s3:*"; name them; a service as a whole is too wide'],
    ['an exception without account and reason', { endpointExceptions: [{ service: 's3', account: '*', actions: ['s3:GetObject'], reason: '' }] },
      '- endpointExceptions[0].account: must be an account id of 12 digits, got "*"\n- endpointExceptions[0].reason: must not be empty, got ""; say what needs this crossing'],
  ])('refuses %s', (_, change, message) => {
    const count = message.split('\n').length;
    expect(() => networkTemplate(change)).toThrow(new Error(`network "Test/Network" has ${count} problem${count === 1 ? '' : 's'}\n${message}`));
  });

  test('needs no lookup: the assembly has no missing context', () => {
    const app = testApp();
    new Network(new Stack(app, 'Test', { env: { account: '111111111111', region: 'eu-west-1' } }), 'Network', props);
    expect(app.synth().manifest.missing ?? []).toEqual([]);
  });

  test('gives the isolated tier no route at all', () => {
    const template = plain;
    const tables = resourcesOf(template, 'AWS::EC2::RouteTable').map(({ id }) => id).filter((id) => id.includes('Isolated'));
    expect(tables).toHaveLength(3);
    expect(JSON.stringify(template.findResources('AWS::EC2::Route'))).not.toContain('Isolated');
    expect(JSON.stringify(template.findResources('AWS::EC2::VPCEndpoint', { Properties: { VpcEndpointType: 'Gateway' } }))).not.toContain('Isolated');
  });

  test('gives the private tier no route to the internet by itself', () => {
    expect(resourcesOf(plain, 'AWS::EC2::Route').filter(({ properties }) => JSON.stringify(properties['RouteTableId']).includes('Private'))).toEqual([]);
  });

  test.each([[undefined, 3], [1, 1], [2, 2]])('of %s NAT gateways makes %s', (natGateways, count) => {
    const template = networkTemplate(natGateways === undefined ? {} : { natGateways });
    template.resourceCountIs('AWS::EC2::NatGateway', count);
  });

  test('carries IPv4 only and gives nobody a public address by itself', () => {
    const template = plain;
    template.resourceCountIs('AWS::EC2::VPCCidrBlock', 0);
    template.resourceCountIs('AWS::EC2::EgressOnlyInternetGateway', 0);
    template.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
  });

  test('logs all traffic to the archive within a minute', () => {
    plain.hasResourceProperties('AWS::EC2::FlowLog', {
      TrafficType: 'ALL', MaxAggregationInterval: 60, LogDestinationType: 's3', LogDestination: 'arn:aws:s3:::example-log-archive/flow-logs/', ResourceType: 'VPC',
      DestinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: false, PerHourPartition: true },
    });
  });

  test.each([[undefined, { 'aws:PrincipalAccount': '111111111111', 'aws:ResourceAccount': '111111111111' }],
    ['o-a1b2c3d4e5', { 'aws:PrincipalAccount': '111111111111', 'aws:PrincipalOrgID': 'o-a1b2c3d4e5', 'aws:ResourceAccount': '111111111111', 'aws:ResourceOrgID': 'o-a1b2c3d4e5' }],
  ])('of organisation %s names the account in the policy of every endpoint', (organizationId, StringEquals) => {
    const endpoints = resourcesOf(organizationId === undefined ? plain : networkTemplate({ organizationId }), 'AWS::EC2::VPCEndpoint');
    expect(endpoints).toHaveLength(16);
    for (const { properties } of endpoints) {
      const [first] = (properties['PolicyDocument'] as { Statement: Array<{ Condition: unknown }> }).Statement;
      expect(first?.Condition).toEqual({ StringEquals });
    }
  });

  test.each([[false, 1], [true, 8]])('with host management %s reads, and only reads, %s buckets of AWS', (hostManagement, count) => {
    const template = networkTemplate({ hostManagement });
    const s3 = resourcesOf(template, 'AWS::EC2::VPCEndpoint').find(({ id }) => id.startsWith('NetworkS3Endpoint'));
    const policy = s3?.properties['PolicyDocument'] as { Statement: Array<{ Sid: string; Action: string; Resource: unknown }> } | undefined;
    const shared = policy?.Statement.find(({ Sid }) => Sid === 'ReadBucketsOfAws');
    expect(shared?.Action).toBe('s3:GetObject');
    expect([shared?.Resource].flat()).toHaveLength(count);
    expect(JSON.stringify(shared?.Resource)).toContain('prod-eu-west-1-starport-layer-bucket/*');
  });

  test('lets a declared crossing through one endpoint only, by its actions and account', () => {
    const template = networkTemplate({ endpointExceptions: [{ service: 'ecr.dkr', account: '333333333333', actions: ['ecr:BatchGetImage'], reason: 'images are built in the delivery account' }] });
    const crossing = resourcesOf(template, 'AWS::EC2::VPCEndpoint').filter(({ properties }) => JSON.stringify(properties).includes('333333333333'));
    expect(crossing.map(({ id }) => id)).toEqual([expect.stringContaining('EcrDkrEndpoint')]);
    const policy = crossing[0]?.properties['PolicyDocument'] as { Statement: unknown[] } | undefined;
    expect(policy?.Statement[1]).toEqual({
      Sid: 'DeclaredCrossing1', Effect: 'Allow', Principal: { AWS: '*' }, Action: 'ecr:BatchGetImage', Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalAccount': '111111111111', 'aws:ResourceAccount': '333333333333' } },
    });
  });

  test('accepts HTTPS at its endpoints from the private and isolated tiers only', () => {
    const [group] = resourcesOf(plain, 'AWS::EC2::SecurityGroup');
    const rules = group?.properties['SecurityGroupIngress'] as Array<{ CidrIp: string; FromPort: number }>;
    expect(rules.map(({ CidrIp }) => CidrIp)).toEqual(['10.20.0.0/19', '10.20.32.0/20', '10.20.64.0/19', '10.20.96.0/20', '10.20.128.0/19', '10.20.160.0/20']);
    expect(rules.every(({ FromPort }) => FromPort === 443)).toBe(true);
  });

  test('empties the default security group with a role that can do nothing else', () => {
    const template = networkTemplate({ emptyDefaultSecurityGroup: true });
    template.resourceCountIs('Custom::AWS', 2);
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: { Statement: [
        { Effect: 'Allow', Action: ['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'], Resource: { 'Fn::Join': Match.anyValue() } },
        { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('Logs'), 'Arn'] } },
      ] },
    });
    template.resourceCountIs('AWS::Logs::LogGroup', 1);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    plain.resourceCountIs('AWS::Lambda::Function', 0);
  });

  test.each<[SubnetSelection, string[]]>([
    [{ subnetType: SubnetType.PUBLIC }, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
    [{ subnetType: SubnetType.PRIVATE_WITH_EGRESS }, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
    [{ subnetType: SubnetType.PRIVATE_ISOLATED }, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
    [{ subnetGroupName: 'isolated' }, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
  ])('offers subnets %j and keeps the firewall tier to itself', (selection, expected) => {
    templateOf((stack) => {
      const network = new Network(stack, 'Network', props);
      const { availabilityZones, subnetIds } = network.vpc.selectSubnets(selection);
      expect(availabilityZones).toEqual(expected);
      expect(network.zones.some((zone) => subnetIds.includes(zone.firewallSubnet.subnetId))).toBe(false);
    });
  });
});

describe('network ACLs', () => {
  interface Packet { readonly tier: string; readonly egress: boolean; readonly protocol: 6 | 17; readonly address: string; readonly port: number }
  const accepts = (template: Template, { tier, egress, protocol, address, port }: Packet): boolean => {
    const entries = resourcesOf(template, 'AWS::EC2::NetworkAclEntry')
      .filter(({ properties }) => properties['Egress'] === egress && (properties['NetworkAclId'] as { Ref: string }).Ref.includes(`Acls${tier}`))
      .map(({ properties }) => properties as { RuleNumber: number; CidrBlock: string; Protocol: number; RuleAction: string; PortRange?: { From: number; To: number } })
      .sort((a, b) => a.RuleNumber - b.RuleNumber);
    const match = entries.find((entry) => (entry.Protocol === -1 || entry.Protocol === protocol) && Cidr.of(entry.CidrBlock).contains(Cidr.of(`${address}/32`))
      && (entry.PortRange === undefined || (entry.PortRange.From <= port && port <= entry.PortRange.To)));
    return match?.RuleAction === 'allow';
  };
  const template = plain;
  const [outside, privateA, privateC, isolatedB, publicA] = ['192.0.2.7', '10.20.0.9', '10.20.128.9', '10.20.96.9', '10.20.48.9'];

  test.each<[string, Packet, boolean]>([
    ['the world may call HTTPS in the public tier', { tier: 'Public', egress: false, protocol: 6, address: outside, port: 443 }, true],
    ['the world may not call SSH in the public tier', { tier: 'Public', egress: false, protocol: 6, address: outside, port: 22 }, false],
    ['answers come back to the NAT gateways', { tier: 'Public', egress: false, protocol: 6, address: outside, port: 50_000 }, true],
    ['the public tier does not ask foreign resolvers', { tier: 'Public', egress: true, protocol: 6, address: outside, port: 53 }, false],
    ['the private tier accepts the load balancer', { tier: 'Private', egress: false, protocol: 6, address: publicA, port: 80 }, true],
    ['the private tier does not ask foreign resolvers over UDP', { tier: 'Private', egress: true, protocol: 17, address: outside, port: 53 }, false],
    ['the private tier does not ask foreign resolvers over TCP', { tier: 'Private', egress: true, protocol: 6, address: outside, port: 53 }, false],
    ['the private tier does not ask foreign resolvers over TLS', { tier: 'Private', egress: true, protocol: 6, address: outside, port: 853 }, false],
    ['the private tier sends no QUIC', { tier: 'Private', egress: true, protocol: 17, address: outside, port: 443 }, false],
    ['the private tier calls HTTPS', { tier: 'Private', egress: true, protocol: 6, address: outside, port: 443 }, true],
    ['the isolated tier accepts every private subnet', { tier: 'Isolated', egress: false, protocol: 6, address: privateC, port: 5432 }, true],
    ['the isolated tier accepts its own kind', { tier: 'Isolated', egress: false, protocol: 6, address: isolatedB, port: 6379 }, true],
    ['the isolated tier does not accept the public tier', { tier: 'Isolated', egress: false, protocol: 6, address: publicA, port: 5432 }, false],
    ['the isolated tier does not accept the world', { tier: 'Isolated', egress: false, protocol: 6, address: outside, port: 50_000 }, false],
    ['the isolated tier answers the private tier', { tier: 'Isolated', egress: true, protocol: 6, address: privateA, port: 50_000 }, true],
    ['the isolated tier reaches the endpoints', { tier: 'Isolated', egress: true, protocol: 6, address: privateA, port: 443 }, true],
    ['the isolated tier calls nobody outside', { tier: 'Isolated', egress: true, protocol: 6, address: outside, port: 443 }, false],
    ['the isolated tier asks no resolver', { tier: 'Isolated', egress: true, protocol: 17, address: outside, port: 53 }, false],
  ])('%s', (_, packet, expected) => {
    expect(accepts(template, packet)).toBe(expected);
  });

  test('stay below the 20 rules AWS allows, with four zones', () => {
    const perList = new Map<string, number>();
    for (const { properties } of resourcesOf(networkTemplate({ availabilityZones: zones }), 'AWS::EC2::NetworkAclEntry')) {
      const list = `${(properties['NetworkAclId'] as { Ref: string }).Ref} ${String(properties['Egress'])}`;
      perList.set(list, (perList.get(list) ?? 0) + 1);
    }
    expect([...perList.values()].every((count) => count <= 20)).toBe(true);
  });
});

/**
 * Follows a packet through the route tables of the template, longest prefix first, as a VPC does. A stop is a firewall endpoint
 * (by zone), a NAT gateway (by subnet), or the internet gateway.
 */
class Routes {
  private readonly subnets: Array<{ id: string; block: Cidr; table: string }>;
  private readonly routes: Array<{ table: string; to: Cidr; target: Record<string, unknown> }>;
  private readonly nat: Map<string, string>;

  public constructor(template: Template) {
    const ref = (value: unknown): string => (value as { Ref: string }).Ref;
    const tables = new Map(resourcesOf(template, 'AWS::EC2::SubnetRouteTableAssociation').map(({ properties }) => [ref(properties['SubnetId']), ref(properties['RouteTableId'])]));
    this.subnets = resourcesOf(template, 'AWS::EC2::Subnet').map(({ id, properties }) => ({ id, block: Cidr.of(String(properties['CidrBlock'])), table: tables.get(id) ?? '' }));
    this.routes = resourcesOf(template, 'AWS::EC2::Route').map(({ properties }) => ({ table: ref(properties['RouteTableId']), to: Cidr.of(String(properties['DestinationCidrBlock'])), target: properties }));
    this.nat = new Map(resourcesOf(template, 'AWS::EC2::NatGateway').map(({ id, properties }) => [id, ref(properties['SubnetId'])]));
  }

  public ids(tier: string): string[] {
    return this.subnets.map(({ id }) => id).filter((id) => id.includes(tier));
  }

  /** The stops from a subnet to a subnet, or to the internet when `to` is undefined. Throws when a packet has nowhere to go. */
  public path(from: string, to?: string): string[] {
    const stops: string[] = [];
    const goal = to === undefined ? Cidr.of('192.0.2.7/32') : this.subnet(to).block;
    let at = from;
    for (let hop = 0; hop < 8; hop += 1) {
      const { table } = this.subnet(at);
      const [best] = this.routes.filter((route) => route.table === table && route.to.contains(goal)).sort((a, b) => b.to.prefix - a.to.prefix);
      // The local route is the /16 of the network; only a longer prefix wins over it.
      if (to !== undefined && (best === undefined || best.to.prefix <= 16)) return stops;
      if (best === undefined) throw new Error(`no route from ${at}`);
      if (best.target['GatewayId'] !== undefined) return [...stops, 'internet'];
      if (best.target['NatGatewayId'] !== undefined) {
        at = this.nat.get((best.target['NatGatewayId'] as { Ref: string }).Ref) ?? '';
        stops.push(`nat ${at}`);
      } else {
        const zone = /"(eu-west-1[a-d]):"/.exec(JSON.stringify(best.target['VpcEndpointId']))?.[1] ?? '';
        at = this.subnets.find(({ id }) => id.includes(`Firewall${zone.slice(-1).toUpperCase()}`))?.id ?? '';
        stops.push(`firewall ${at}`);
      }
    }
    throw new Error('a packet runs in a circle');
  }

  private subnet(id: string): { id: string; block: Cidr; table: string } {
    const found = this.subnets.find((subnet) => subnet.id === id);
    if (found === undefined) throw new Error(`no subnet ${id}`);
    return found;
  }
}

describe.each([FirewallMode.FULL, FirewallMode.SINGLE_ZONE, FirewallMode.DNS_ONLY])('routing with a firewall in mode %s', (mode) => {
  const cases = [[2, 1], [2, 2], [3, 1], [3, 2], [3, 3], [4, 1], [4, 4]] as const;
  const known = new Map<string, Routes>();
  const routesOf = (count: number, natGateways: number): Routes => {
    const routes = known.get(`${count} ${natGateways}`) ?? build(count, natGateways);
    known.set(`${count} ${natGateways}`, routes);
    return routes;
  };
  const build = (count: number, natGateways: number): Routes => new Routes(templateOf((stack) => {
    const network = new Network(stack, 'Network', { ...props, availabilityZones: zones.slice(0, count), natGateways, emptyDefaultSecurityGroup: false });
    new EgressFirewall(stack, 'Egress', { network, policy: EgressPolicy.denyAll(), mode, logEncryptionKey: new Key(stack, 'Key') });
  }));

  test.each(cases)('%s zones and %s NAT gateways: every pair of subnets meets the same firewalls on the way back, in mirrored order', (count, nats) => {
    const routes = routesOf(count, nats);
    const all = ['Public', 'Firewall', 'Private', 'Isolated'].flatMap((tier) => routes.ids(`Network${tier}`));
    expect(all).toHaveLength(count * 4);
    // The firewall tier holds endpoints only: nothing there opens or answers a connection.
    const hosts = all.filter((id) => !id.includes('Firewall'));
    for (const from of hosts) for (const to of hosts) expect(routes.path(to, from)).toEqual(routes.path(from, to).toReversed());
  });

  test.each(cases)('%s zones and %s NAT gateways: the internet and back through one firewall', (count, nats) => {
    const routes = routesOf(count, nats);
    for (const from of routes.ids('NetworkPrivate')) {
      const out = routes.path(from);
      expect(out.at(-1)).toBe('internet');
      const nat = (out.find((stop) => stop.startsWith('nat ')) ?? '').slice('nat '.length);
      const firewalls = out.filter((stop) => stop.startsWith('firewall '));
      // An answer is addressed to the NAT gateway, which sends it on from its own subnet to the private address.
      expect(routes.path(nat, from).filter((stop) => stop.startsWith('firewall '))).toEqual(firewalls);
      expect(firewalls).toHaveLength(mode === FirewallMode.DNS_ONLY ? 0 : 1);
    }
  });

  test('public to private always passes a firewall where there is one', () => {
    const routes = routesOf(3, 3);
    for (const from of routes.ids('NetworkPublic')) {
      for (const to of routes.ids('NetworkPrivate')) expect(routes.path(from, to)).toHaveLength(mode === FirewallMode.DNS_ONLY ? 0 : 1);
    }
  });

  test('the isolated tier has no way out', () => {
    const routes = routesOf(3, 3);
    for (const from of routes.ids('NetworkIsolated')) expect(() => routes.path(from)).toThrow('no route');
  });
});
