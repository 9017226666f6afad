import { Duration, RemovalPolicy, aws_ec2 as ec2, aws_elasticache as elasticache, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { IConsumer, IServiceDependency } from './consumer';
import { settingName } from './setting-name';

/** How large a cache may grow. */
export interface CacheSize {
  /** Data in GiB at most, 1 to 5,000. What was not used for longest makes room. */
  readonly maxGiB: number;
  /** ElastiCache processing units a second at most, 1,000 to 15,000,000; one is about one simple read of 1 KiB. */
  readonly maxUnitsPerSecond: number;
}

/** Properties of a `MemoryCache`. */
export interface MemoryCacheProps {
  /** The network; the cache lies in its isolated tier. */
  readonly vpc: ec2.IVpc;
  /** Key of the data and of snapshots. */
  readonly key: kms.IKey;
  /** How large it may grow. */
  readonly size: CacheSize;
  /** Name of the cache, unique in account and region: lower case letters, digits and single hyphens, at most 34: its users are named for it. */
  readonly cacheName: string;
  /**
   * How long daily snapshots are kept: 1 to 35 days.
   * @default 7 days
   */
  readonly snapshotRetention?: Duration;
  /**
   * What becomes of the cache when it leaves the template.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

const defaults = {
  snapshotRetention: Duration.days(7),
  removalPolicy: RemovalPolicy.RETAIN,
  /** Everything with data, nothing that administers the cache or takes it down; `info` is what clients ask first. */
  commands: 'on ~* &* +@all -@admin -@dangerous +info',
  writer: 6379,
  reader: 6380,
};

/**
 * A serverless Valkey cache in the isolated tier: own key, TLS only (ElastiCache offers nothing else here), daily snapshots, and no
 * password at all. Whoever uses it signs in by IAM as a user that has all commands for data and none for administration.
 *
 * It refuses sizes ElastiCache does not offer, names it does not take, and snapshots kept for less than a day or more than 35.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
 * @example
 * declare const vpc: ec2.IVpc;
 * declare const key: kms.IKey;
 * new MemoryCache(this, 'Sessions', { vpc, key, cacheName: 'projects-sessions', size: { maxGiB: 5, maxUnitsPerSecond: 20_000 } });
 */
export class MemoryCache extends Construct implements IServiceDependency, ec2.IConnectable {
  /** The cache. */
  public readonly cache: elasticache.CfnServerlessCache;
  /** The user that signs in by IAM. */
  public readonly user: elasticache.CfnUser;
  /** The network reach of the cache: it accepts what was declared and opens nothing itself. */
  public readonly connections: ec2.Connections;

  public constructor(scope: Construct, id: string, props: MemoryCacheProps) {
    super(scope, id);
    refuseWrong(this.node.path, props);

    this.user = this.makeUser(props);
    const securityGroup = this.makeSecurityGroup(props);
    this.connections = new ec2.Connections({ securityGroups: [securityGroup] });
    this.cache = this.makeCache(props, this.makeUserGroup(props), securityGroup);
  }

  public attachTo(consumer: IConsumer): void {
    const why = `${consumer.node.id} to ${this.node.id}`;
    consumer.connectTo(this, ec2.Port.tcpRange(defaults.writer, defaults.reader), why);
    consumer.allow(new iam.PolicyStatement({ actions: ['elasticache:Connect'], resources: [this.cache.attrArn, this.user.attrArn] }));
    consumer.addSetting(settingName(this, 'HOST'), this.cache.attrEndpointAddress);
    consumer.addSetting(settingName(this, 'PORT'), String(defaults.writer));
    consumer.addSetting(settingName(this, 'READ_PORT'), String(defaults.reader));
    consumer.addSetting(settingName(this, 'NAME'), this.cache.serverlessCacheName);
    consumer.addSetting(settingName(this, 'USER'), this.user.userName);
  }

  /** IAM asks for a user whose name is its id. */
  private makeUser({ cacheName }: MemoryCacheProps): elasticache.CfnUser {
    const name = `${cacheName}-user`;
    return new elasticache.CfnUser(this, 'User', {
      engine: 'valkey', userId: name, userName: name, accessString: defaults.commands, authenticationMode: { Type: 'iam' },
    });
  }

  private makeUserGroup({ cacheName }: MemoryCacheProps): elasticache.CfnUserGroup {
    const group = new elasticache.CfnUserGroup(this, 'Users', { engine: 'valkey', userGroupId: `${cacheName}-users`, userIds: [this.user.userId] });
    group.addResourceDependency(this.user);
    return group;
  }

  private makeSecurityGroup({ vpc }: MemoryCacheProps): ec2.SecurityGroup {
    return new ec2.SecurityGroup(this, 'SecurityGroup', { vpc, allowAllOutbound: false, description: `Reach of ${this.node.id}` });
  }

  private makeCache(props: MemoryCacheProps, users: elasticache.CfnUserGroup, securityGroup: ec2.SecurityGroup): elasticache.CfnServerlessCache {
    const cache = new elasticache.CfnServerlessCache(this, 'Cache', {
      engine: 'valkey',
      majorEngineVersion: '8',
      serverlessCacheName: props.cacheName,
      description: `Cache ${this.node.id}`,
      kmsKeyId: props.key.keyArn,
      subnetIds: props.vpc.selectSubnets({ subnetGroupName: 'isolated' }).subnetIds.slice(0, 3),
      securityGroupIds: [securityGroup.securityGroupId],
      userGroupId: users.userGroupId,
      cacheUsageLimits: { dataStorage: { maximum: props.size.maxGiB, unit: 'GB' }, ecpuPerSecond: { maximum: props.size.maxUnitsPerSecond } },
      dailySnapshotTime: '01:30',
      snapshotRetentionLimit: (props.snapshotRetention ?? defaults.snapshotRetention).toDays(),
    });
    cache.addResourceDependency(users);
    cache.applyRemovalPolicy(props.removalPolicy ?? defaults.removalPolicy);
    return cache;
  }
}

function refuseWrong(path: string, { size, cacheName, snapshotRetention = defaults.snapshotRetention }: MemoryCacheProps): void {
  const problems = new Problems();
  const whole = (at: string, value: number, least: number, most: number) => problems.when(!(Number.isInteger(value) && value >= least && value <= most), {
    at, must: `must be a whole number from ${least} to ${most}`, got: value,
  });
  whole('size.maxGiB', size.maxGiB, 1, 5000);
  whole('size.maxUnitsPerSecond', size.maxUnitsPerSecond, 1000, 15_000_000);
  whole('snapshotRetention', snapshotRetention.toDays({ integral: false }), 1, 35);
  problems.when(!/^[a-z](?:-?[a-z0-9])*$/.test(cacheName) || cacheName.length > 34, {
    at: 'cacheName', must: 'must be at most 34 lower case letters, digits and single hyphens and start with a letter', got: cacheName,
  });
  problems.refuse(`cache "${path}"`);
}
