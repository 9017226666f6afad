import { Stack, type App } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Ingress, type IngressProps, type IngressRoute } from '../../constructs/ingress/ingress';
import { listenerPriority } from '../../constructs/ingress/listener-priority';
import { Network } from '../../constructs/network/network';
import { IngressPolicy } from '../../lib/values/ingress-policy';
import { testApp } from '../synthesize';

const env = { account: '111111111111', region: 'eu-west-1' };
const office = IngressPolicy.allowList([{ cidr: '203.0.113.0/24', description: 'office' }, { cidr: '198.51.100.7/32', description: 'partner' }]);

interface Stacks { readonly app: App; readonly network: Network; readonly front: Stack; readonly back: Stack; readonly ingress: Ingress }

/** Network, ingress and services in a stack each, as a platform has them. */
function stacksOf(change: Partial<IngressProps> = {}): Stacks {
  const app = testApp();
  const network = new Network(new Stack(app, 'Network', { env }), 'Network', {
    cidr: '10.20.0.0/16', availabilityZones: ['eu-west-1a', 'eu-west-1b'], flowLogArchive: { bucketArn: 'arn:aws:s3:::example-log-archive' }, emptyDefaultSecurityGroup: false,
  });
  const front = new Stack(app, 'Front', { env });
  const ingress = new Ingress(front, 'Ingress', {
    vpc: network.vpc, policy: office,
    certificates: [Certificate.fromCertificateArn(front, 'Certificate', 'arn:aws:acm:eu-west-1:111111111111:certificate/00000000-0000-0000-0000-000000000000')],
    accessLogBucket: Bucket.fromBucketName(front, 'Logs', 'example-access-logs'), logEncryptionKey: new Key(front, 'Key'), ...change,
  });
  return { app, network, front, back: new Stack(app, 'Back', { env }), ingress };
}

function serviceIn(stack: Stack, network: Network, id = 'Api'): FargateService {
  const taskDefinition = new FargateTaskDefinition(stack, `${id}Task`);
  taskDefinition.addContainer('App', { image: ContainerImage.fromRegistry('registry.example.com/api'), portMappings: [{ containerPort: 8080 }] });
  const cluster = stack.node.tryFindChild('Cluster') as Cluster | undefined ?? new Cluster(stack, 'Cluster', { vpc: network.vpc });
  return new FargateService(stack, id, { cluster, taskDefinition, minHealthyPercent: 100, circuitBreaker: { enable: true, rollback: true } });
}

describe('an ingress', () => {
  const { front } = stacksOf();
  const template = Template.fromStack(front);

  test('speaks HTTPS only, with forward secrecy, and answers 404 to what no route matches', () => {
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 1);
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443, Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09', DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    });
  });

  test('drops malformed requests, keeps logs of calls and connections, and cannot be deleted by accident', () => {
    const [balancer] = Object.values(template.findResources('AWS::ElasticLoadBalancingV2::LoadBalancer')) as Array<{ Properties: { LoadBalancerAttributes: Array<{ Key: string; Value: string }> } }>;
    expect(Object.fromEntries(balancer?.Properties.LoadBalancerAttributes.map(({ Key: key, Value }) => [key, Value]) ?? [])).toEqual({
      'deletion_protection.enabled': 'true', 'routing.http.drop_invalid_header_fields.enabled': 'true', 'routing.http.desync_mitigation_mode': 'strictest', 'waf.fail_open.enabled': 'false',
      'access_logs.s3.enabled': 'true', 'access_logs.s3.bucket': 'example-access-logs', 'connection_logs.s3.enabled': 'true', 'connection_logs.s3.bucket': 'example-access-logs',
    });
  });

  test('keeps away the rule to everywhere that EC2 adds to a group without rules of its own', () => {
    template.hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupEgress: [Match.objectLike({ CidrIp: '127.0.0.1/32' })] });
  });

  test('lets the allow-list in, by prefix list and by web application firewall, and nobody else', () => {
    template.hasResourceProperties('AWS::EC2::PrefixList', { AddressFamily: 'IPv4', MaxEntries: 5, Entries: [{ Cidr: '203.0.113.0/24', Description: 'office' }, { Cidr: '198.51.100.7/32', Description: 'partner' }] });
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 443, ToPort: 443, SourcePrefixListId: Match.anyValue() });
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
    template.hasResourceProperties('AWS::WAFv2::IPSet', { Addresses: ['203.0.113.0/24', '198.51.100.7/32'] });
    template.hasResourceProperties('AWS::WAFv2::WebACL', { DefaultAction: { Block: {} }, Scope: 'REGIONAL' });
    expect(JSON.stringify(template.toJSON())).not.toContain('0.0.0.0/0');
  });

  test('lets in the addresses of the environment itself beside them, and of nobody else', () => {
    const own = Template.fromStack(stacksOf({ ownAddresses: ['192.0.2.7'] }).front);
    own.hasResourceProperties('AWS::EC2::PrefixList', { Entries: Match.arrayWith([{ Cidr: '192.0.2.7/32', Description: 'own checks' }]), MaxEntries: 5 });
    own.hasResourceProperties('AWS::WAFv2::IPSet', { Addresses: ['203.0.113.0/24', '198.51.100.7/32', '192.0.2.7/32'] });
  });

  test('blocks what is bad before it lets the allow-list in', () => {
    const [acl] = Object.values(template.findResources('AWS::WAFv2::WebACL')) as Array<{ Properties: { Rules: Array<{ Name: string; Priority: number }> } }>;
    expect(acl?.Properties.Rules.toSorted((a, b) => a.Priority - b.Priority).map(({ Name }) => Name)).toEqual([
      'RateLimit', 'AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesCommonRuleSet', 'AWSManagedRulesKnownBadInputsRuleSet', 'AWSManagedRulesSQLiRuleSet', 'AllowList',
    ]);
  });

  test('logs what the web application firewall decides, encrypted, without credentials', () => {
    template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: Match.stringLikeRegexp('^aws-waf-logs-'), KmsKeyId: Match.anyValue(), RetentionInDays: 365 });
    template.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', { RedactedFields: [{ SingleHeader: { Name: 'authorization' } }, { SingleHeader: { Name: 'cookie' } }] });
    // WAF refuses the form with `:*` at the end, in which CloudFormation gives the ARN of a log group.
    expect(JSON.stringify(template.findResources('AWS::WAFv2::LoggingConfiguration'))).toMatch(/:logs:eu-west-1:111111111111:log-group:aws-waf-logs-[A-Za-z0-9-]+"/);
  });

  test('is open to the world only when that is said twice', () => {
    const world = Template.fromStack(stacksOf({ policy: IngressPolicy.world(), allowWorld: true }).front);
    world.hasResourceProperties('AWS::WAFv2::WebACL', { DefaultAction: { Allow: {} } });
    world.resourceCountIs('AWS::EC2::PrefixList', 0);
    world.hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: [{ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443 }] });
  });

  test('redirects port 80 only when asked to', () => {
    const redirecting = Template.fromStack(stacksOf({ redirectHttp: true }).front);
    redirecting.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Port: 80, DefaultActions: [{ RedirectConfig: { Protocol: 'HTTPS', StatusCode: 'HTTP_301' } }] });
  });

  const long = IngressPolicy.allowList(Array.from({ length: 61 }, (_, n) => ({ cidr: `203.0.113.${n}/32`, description: 'host' })));
  test.each<[string, Partial<IngressProps>, string]>([
    ['the world', { policy: IngressPolicy.world() }, '- policy: must not be the world; use IngressPolicy.allowList(...); only production sets allowWorld'],
    ['no certificate', { certificates: [] }, '- certificates: must not be empty; pass the certificate of the zone'],
    ['a long list', { policy: long }, '- policy.sources: must be at most 60 blocks, the rules a security group holds, got 61; join adjacent blocks'],
    ['an own address that is none', { ownAddresses: ['198.51.100.0/24'] }, '- ownAddresses[0]: must be an IPv4 address, got "198.51.100.0/24"'],
    ['a low limit', { requestLimit: 99 }, '- requestLimit: must be a whole number from 100 to 2000000000, got 99'],
  ])('refuses %s', (_, change, message) => {
    expect(() => stacksOf(change)).toThrow(new Error(`ingress "Front/Ingress" has 1 problem\n${message}`));
  });
});

describe('a route', () => {
  const { app, network, front, back, ingress } = stacksOf();
  const api = serviceIn(back, network);
  const reports = serviceIn(back, network, 'Reports');
  ingress.addRoute(api, { path: '/api/*', port: 8080, targets: [api] });
  ingress.addRoute(api, { path: '/v2/*', port: 8080, targets: [api] });
  ingress.addRoute(reports, { path: '/*', host: 'reports.example.com', port: 8080, targets: [reports], healthCheckPath: '/ready' });
  const template = Template.fromStack(back);

  test('makes the stack of the service depend on the ingress, never the other way round', () => {
    expect(back.dependencies.map(({ stackName }) => stackName).toSorted()).toEqual(['Front', 'Network']);
    expect(front.dependencies.map(({ stackName }) => stackName)).toEqual(['Network']);
    expect(app.synth().stacks.map(({ stackName }) => stackName)).toEqual(['Network', 'Front', 'Back']);
  });

  test('opens the port between the load balancer and its service, both ways, in the stack of the service', () => {
    template.resourcePropertiesCountIs('AWS::EC2::SecurityGroupIngress', { FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: Match.objectLike({ 'Fn::GetStackOutput': Match.objectLike({ StackName: 'Front' }) }) }, 2);
    template.resourcePropertiesCountIs('AWS::EC2::SecurityGroupEgress', { FromPort: 8080, ToPort: 8080, GroupId: Match.objectLike({ 'Fn::GetStackOutput': Match.objectLike({ StackName: 'Front' }) }) }, 2);
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 2);
    template.resourceCountIs('AWS::EC2::SecurityGroupEgress', 2);
  });

  test('speaks TLS to targets that do', () => {
    const other = stacksOf();
    const own = serviceIn(other.back, other.network);
    other.ingress.addRoute(own, { path: '/*', port: 8443, targets: [own], targetsSpeakTls: true });
    Template.fromStack(other.back).hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', { Protocol: 'HTTPS', HealthCheckProtocol: 'HTTPS', Port: 8443 });
    template.allResourcesProperties('AWS::ElasticLoadBalancingV2::TargetGroup', { Protocol: 'HTTP' });
  });

  test('shares one target group among the paths of a service', () => {
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::TargetGroup', 2);
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::ListenerRule', 3);
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', { TargetType: 'ip', Port: 8080, HealthCheckPath: '/ready' });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', { Conditions: [{ Field: 'path-pattern' }, { Field: 'host-header' }] });
  });

  test('takes its priority from its own text: longer paths first, no two alike', () => {
    const taken = new Set<number>();
    const priorities = ['/api/orders/*', '/api/*', '/*'].map((path) => {
      const priority = listenerPriority(path, undefined, taken);
      taken.add(priority);
      return priority;
    });
    expect(priorities).toEqual(priorities.toSorted((a, b) => a - b));
    expect(listenerPriority('/api/*', undefined, new Set())).toBe(priorities[1]);
    expect(listenerPriority('/api/*', undefined, taken)).toBe((priorities[1] ?? 0) + 1);
    expect([...priorities, listenerPriority('/'.padEnd(128, 'a'), 'a.example.com', taken)].every((priority) => priority >= 1 && priority <= 50_000)).toBe(true);
  });

  test('refuses a second port for the same target', () => {
    expect(() => ingress.addRoute(api, { path: '/x', port: 9090, targets: [api] })).toThrow(new Error('ingress "Front/Ingress" has 1 problem\n- port: must be 8080, as in the first route to this target, got 9090'));
  });

  test.each<[string, Partial<IngressRoute>, string]>([
    ['a path without slash', { path: 'api' }, '- path: must be a path pattern such as /api/*, got "api"'],
    ['a host that is a URL', { host: 'https://a.example.com' }, '- host: must be a domain name such as erp.example.com, got "https://a.example.com"; leave out scheme, port and path'],
    ['port 0', { port: 0 }, '- port: must be a whole number from 1 to 65535, got 0'],
    ['no target', { targets: [] }, '- targets: must not be empty; name what is called'],
  ])('refuses %s', (_, change, message) => {
    expect(() => ingress.addRoute(back, { path: '/x', port: 8080, targets: [api], ...change })).toThrow(new Error(`ingress "Front/Ingress" has 1 problem\n${message}`));
  });
});
