import { Duration, RemovalPolicy, Stack, Stage, aws_logs as logs, aws_sns as sns } from 'aws-cdk-lib';
import { AccessLogBucket } from '../../../constructs/audit/access-log-bucket';
import { DataRefresh } from '../../../constructs/data-refresh/data-refresh';
import { MaskingKeys } from '../../../constructs/data-refresh/masking-keys';
import { RefreshDesk, RefreshCadence } from '../../../constructs/data-refresh/refresh-desk';
import { SealedNetwork } from '../../../constructs/data-refresh/sealed-network';
import { DnsFirewall } from '../../../constructs/egress/dns-firewall';
import { SignIn } from '../../../constructs/identity/sign-in';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { DataKey } from '../../../constructs/keys/data-key';
import { KeyRing } from '../../../constructs/keys/key-ring';
import { EncryptedLogGroup } from '../../../constructs/logging/encrypted-log-group';
import { EndpointException } from '../../../constructs/network/endpoint-policy';
import { EgressPolicy } from '../../values/egress-policy';
import { refreshSourceOf, refreshWritingOf, evidenceBucketNameOf } from '../evidence-names';
import { logArchiveNames } from '../log-archive-names';
import { RefreshPlan, cadenceOf, datasetOf, datasetsOf, destinationsOf, refreshNamesOf } from '../refresh-plan';
import { Surroundings } from '../surroundings';

const logRetention = logs.RetentionDays.ONE_YEAR;

/** The network of quarantine: isolated, and closed also to names. */
export class QuarantineNetworkStack extends Stack {
  public readonly network: SealedNetwork;

  public constructor(stage: Stage, { options, masked }: RefreshPlan, keys: KeyRing, around: Surroundings) {
    super(stage, 'Network', { description: 'A network without a way out' });
    const archive = logArchiveNames(around).bucketArn;
    this.network = new SealedNetwork(this, 'Network', {
      cidr: options.network.cidr, availabilityZones: options.network.availabilityZones.map((letter) => `${around.quarantine.region}${letter}`),
      organizationId: around.organization.id, flowLogArchive: { bucketArn: archive }, logEncryptionKey: keys.keyFor(DataDomain.LOGS),
      endpointExceptions: [
        ...['ecr.api', 'ecr.dkr'].map((service): EndpointException => ({
          service, account: around.delivery.account, actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], reason: 'the masking image is built once in the delivery account',
        })),
        ...masked.map(({ account, name }): EndpointException => ({
          service: 's3', account, actions: ['s3:AbortMultipartUpload', 's3:PutObject'], reason: `masked copies are written to ${name}, and nothing is read there`,
        })),
      ],
    });
    new DnsFirewall(this, 'DnsFirewall', { network: this.network, policy: EgressPolicy.denyAll(), queryLogDestinationArn: archive });
  }
}

/** What a `RefreshStack` stands on. */
export interface RefreshStackProps {
  readonly plan: RefreshPlan;
  readonly network: SealedNetwork;
  readonly keys: KeyRing;
  readonly alerts: sns.ITopic;
  /** Name of the database in the clusters. */
  readonly databaseName: string;
}

/** The data refresh and the desk where it is requested and approved. */
export class RefreshStack extends Stack {
  public constructor(stage: Stage, { plan, network, keys, alerts, databaseName }: RefreshStackProps, around: Surroundings) {
    super(stage, 'Refresh', { description: 'The only way from production to masked data' });
    const { refresher, masker, starter, loader, shareKey, snapshots } = refreshNamesOf(around.prefix);
    const [key, logKey] = [keys.keyFor(DataDomain.MESSAGES), keys.keyFor(DataDomain.LOGS)];
    const storageKey = new DataKey(this, 'StorageKey', { prefix: around.prefix, domain: DataDomain.of('quarantine') }).key;
    const maskingKeys = new MaskingKeys(this, 'Keys', { prefix: around.prefix, signatureReaders: plan.masked.map(({ account }) => ({ account, roleName: loader })) });
    const { folder } = refreshSourceOf(around, around.quarantine);
    const refresh = new DataRefresh(this, 'Refresh', {
      network, keys: maskingKeys, storageKey, key, logKey, logRetention, alerts, image: plan.options.image, determinism: plan.options.determinism, taskSize: plan.options.taskSize,
      source: { account: plan.production.account, snapshotPrefix: snapshots, keyAlias: shareKey },
      datasets: datasetsOf(plan, databaseName), destinations: destinationsOf(plan, around.prefix),
      records: { bucketName: evidenceBucketNameOf(around), folder, statements: refreshWritingOf(around, around.quarantine).statements },
      roleName: refresher, maskingRoleName: masker, executionRoleName: starter,
      accessLogBucket: new AccessLogBucket(this, 'AccessLogs', { retention: Duration.days(365) }).bucket,
      workflowLog: new EncryptedLogGroup(this, 'Workflows', { encryptionKey: logKey, retention: logRetention, removalPolicy: RemovalPolicy.DESTROY }).logGroup,
    });
    const provider = `arn:${this.partition}:iam::${this.account}:saml-provider/${plan.options.samlProvider ?? plan.production.access.samlProvider}`;
    new RefreshDesk(this, 'Desk', {
      refresh, prefix: around.prefix, storageKey, key, logKey, logRetention, alerts, cadences: cadencesOf(plan),
      requesters: SignIn.saml({ providerArn: provider, groups: plan.options.requesterGroups }), approvers: SignIn.saml({ providerArn: provider, groups: plan.options.approverGroups }),
    });
  }
}

/** Four hours after production's snapshot, on the days of the environment's own cadence. */
function cadencesOf({ options, masked }: RefreshPlan): RefreshCadence[] {
  return masked.flatMap(({ name, governance }) => options.databases.map(({ database }) => {
    const { day, month, weekDay } = cadenceOf(governance.refreshCadenceDays ?? 365);
    return { name: `${name}-${datasetOf(database)}`, dataset: datasetOf(database), environment: name, schedule: `cron(0 6 ${day} ${month} ${weekDay} *)` };
  }));
}
