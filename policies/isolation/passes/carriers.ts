import type { Resource } from '../../assembly/assembly-model';
import { placeOf, type Pass } from '../finding';
import { walkTexts, type Mention } from '../mentions';
import type { ProofContext } from '../proof-context';
import type { Carries, Zone } from '../zones';
import { isNetworkRule } from './network-rules';

/** A kind of place that carries data, traffic, names or deployments elsewhere. */
export interface Carrier {
  /** By type and property path. The first row that fits counts. */
  readonly place: RegExp;
  readonly pass: Pass;
  readonly kind: string;
  readonly does: string;
  /** The pathways that carry such a thing; any pathway when left out. */
  readonly over?: readonly Carries[];
}

const COPIES: readonly Carries[] = ['snapshot', 'masked-data', 'log-delivery'];
const CARRIERS: readonly Carrier[] = [
  { place: /^AWS::S3::Bucket\.ReplicationConfiguration/, pass: 'data', kind: 'replication', does: 'copies its objects to', over: [...COPIES, 'deploy'] },
  { place: /^AWS::S3::Bucket\.(Inventory|Analytics|Logging)Configuration|^AWS::S3::StorageLens/, pass: 'data', kind: 'export', does: 'exports to', over: ['log-delivery', 'monitoring'] },
  { place: /^AWS::Backup::|CopyActions|^AWS::DLM::/, pass: 'data', kind: 'backup-copy', does: 'copies backups to', over: COPIES },
  { place: /^AWS::(RDS|DocDB|Neptune|Redshift|ElastiCache|DynamoDB|MemoryDB|FSx|EFS|EC2::Volume)[:.].*(Snapshot|Source|Restore|Replica|Backup|Import|Authorization)/, pass: 'data', kind: 'copy-of-data', does: 'is made from or copied to', over: ['snapshot', 'masked-data'] },
  { place: /^AWS::(Logs|KinesisFirehose|Kinesis|CloudTrail|Config|EC2::FlowLog|WAFv2::LoggingConfiguration|Route53Resolver::ResolverQueryLoggingConfig|Oam|SecurityHub|GuardDuty|SSM::ResourceDataSync)\b/, pass: 'data', kind: 'log-destination', does: 'sends its records to', over: ['log-delivery', 'monitoring', 'shared-service'] },
  { place: /^AWS::(Events|Pipes|Scheduler|SNS::Subscription|Lambda::EventSourceMapping|Lambda::EventInvokeConfig|SES)\b/, pass: 'data', kind: 'event-destination', does: 'sends or takes events across to', over: ['log-delivery', 'monitoring', 'shared-service', 'deploy', 'snapshot', 'masked-data'] },
  { place: /^AWS::(DMS|DataSync|AppFlow|Glue|ECR::ReplicationConfiguration|ECR::RegistryPolicy|ImageBuilder|Transfer|LakeFormation|DataExchange|CleanRooms)\b|^AWS::S3::AccessGrant\b/, pass: 'data', kind: 'data-transfer', does: 'moves data to or from', over: ['snapshot', 'masked-data', 'shared-service', 'deploy'] },
  { place: /^AWS::(EC2::(VPCPeeringConnection|TransitGateway\w*|VPCEndpointService\w*|VPN\w+)|RAM|VpcLattice|NetworkManager|DirectConnect)\b/, pass: 'network', kind: 'link', does: 'is linked to', over: ['shared-service', 'dns-delegation'] },
  { place: /^AWS::(EC2|NetworkFirewall|GlobalAccelerator)\b/, pass: 'network', kind: 'link', does: 'is linked to' },
  { place: /^AWS::(Route53|ServiceDiscovery)/, pass: 'name-resolution', kind: 'name', does: 'answers names of', over: ['dns-delegation', 'shared-service'] },
  { place: /^AWS::(CodePipeline|CodeDeploy|CloudFormation::(StackSet|Stack)|ServiceCatalog|SSO|Organizations|IdentityStore)\b/, pass: 'delivery', kind: 'delivery', does: 'deploys to or is fed from', over: ['deploy', 'shared-service'] },
  { place: /^AWS::(CodeBuild|CodeConnections|CodeStar)\b/, pass: 'delivery', kind: 'delivery', does: 'deploys to or is fed from' },
];
/** Types that any row may speak of, by pass: the others need not be walked. */
const TYPES: Readonly<Partial<Record<Pass, RegExp>>> = {
  'data': /^AWS::(S3|Backup|DLM|RDS|DocDB|Neptune|Redshift|ElastiCache|DynamoDB|MemoryDB|FSx|EFS|EC2::(Volume|FlowLog)|Logs|KinesisFirehose|Kinesis|CloudTrail|Config|WAFv2::LoggingConfiguration|Route53Resolver::ResolverQueryLoggingConfig|Oam|SecurityHub|GuardDuty|SSM::ResourceDataSync|Events|Pipes|Scheduler|SNS::Subscription|Lambda::Event\w+|SES|DMS|DataSync|AppFlow|Glue|ECR|ImageBuilder|Transfer|LakeFormation|DataExchange|CleanRooms)\b/,
  'network': /^AWS::(EC2|RAM|VpcLattice|NetworkManager|DirectConnect|NetworkFirewall|GlobalAccelerator)\b/,
  'name-resolution': /^AWS::(Route53|ServiceDiscovery)/,
  'delivery': /^AWS::(CodePipeline|CodeDeploy|CloudFormation|ServiceCatalog|SSO|Organizations|IdentityStore|CodeBuild|CodeConnections|CodeStar)/,
};

/** The row for a place below the properties of a type; undefined for places that hold a text and carry nothing. */
export function carrierAt(type: string, path: readonly string[]): Carrier | undefined {
  const at = `${type}.${path.join('.')}`;
  const carrier = CARRIERS.find(({ place }) => place.test(at));
  return carrier && TYPES[carrier.pass]?.test(type) ? carrier : undefined;
}

/** Everything of a zone that one pass looks after and that leads to another zone. */
export function carried(context: ProofContext, pass: Pass): void {
  const types = TYPES[pass];
  for (const resource of context.model.resources) {
    const home = types?.test(resource.type) ? context.zoneOf(resource) : undefined;
    if (!home || resource.type === 'AWS::Organizations::Policy') continue;
    const seen = new Set<string>();
    walkTexts(resource.properties, [], (found, path) => {
      if (isMailAddress(resource, found)) return;
      for (const mention of context.mentions.find(found, home)) {
        const carrier = carrierAt(resource.type, path);
        const key = `${mention.zone.name}|${path.join('/')}`;
        if (carrier?.pass !== pass || seen.has(key)) continue;
        seen.add(key);
        reportCarried(context, { resource, home, mention, path, carrier });
      }
    }, (path) => context.isDocument(resource, path));
  }
}

interface Carried {
  readonly resource: Resource;
  readonly home: Zone;
  readonly mention: Mention;
  readonly path: readonly string[];
  readonly carrier: Carrier;
}

function reportCarried(context: ProofContext, { resource, home, mention, path, carrier }: Carried): void {
  const { zone } = mention;
  const declared = context.zones.pathwaysOf(home.name, zone.name);
  if (declared.some(({ carries }) => carrier.over === undefined || carrier.over.includes(carries)) || isNetworkRule(resource, mention)) return;
  const [from, to] = home.kind === 'production' ? [zone.name, home.name] : [home.name, zone.name];
  const beyond = declared.length === 0 ? '' : `, which no declared pathway carries (${declared.map(({ id }) => id).join(', ')})`;
  context.report({
    pass: carrier.pass, kind: `${carrier.kind}-crosses-zones`, verdict: 'LEAK', from: [from], to, way: [placeOf(resource, path, `names ${mention.text}`)],
    message: `${resource.logicalId} (${resource.type}) of ${home.name} ${carrier.does} ${zone.name}: ${mention.as} ${mention.text}${beyond}`,
    fix: `give ${home.name} its own, by a parameter of the environment, or declare the pathway if the crossing is wanted`,
  });
}

/** Types that tell people by mail. A mail address is no way to a host: mail leaves AWS, and nothing comes back by it. */
const MAILERS = new Set(['AWS::SNS::Subscription', 'AWS::Budgets::Budget', 'AWS::CE::AnomalySubscription']);

export function isMailAddress({ type }: Resource, found: string): boolean {
  return MAILERS.has(type) && /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(found);
}
