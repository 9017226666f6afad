import {
  CopyDBClusterSnapshotCommand, CreateDBInstanceCommand, DeleteDBClusterCommand, DeleteDBClusterSnapshotCommand, DeleteDBInstanceCommand, DescribeDBClusterSnapshotsCommand,
  DescribeDBClustersCommand, DescribeDBInstancesCommand, ModifyDBClusterCommand, RDSClient, RestoreDBClusterFromSnapshotCommand,
} from '@aws-sdk/client-rds';
import { DeleteObjectsCommand, GetObjectCommand, ListObjectVersionsCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';

const named = (name: string): Error => Object.assign(new Error(`${name} of AWS`), { name });
export const SHARED = 'arn:aws:rds:eu-west-1:111111111111:cluster-snapshot:projects-refresh-ledger-202603010200';

/** RDS and S3 of the quarantine account, as far as a refresh uses them: what is made is there, takes a while, and can be deleted. */
export class QuarantineAccount {
  public readonly rds = mockClient(RDSClient);
  public readonly s3 = mockClient(S3Client);
  /** Everything that can hold data: `snapshot NAME`, `cluster NAME`, `instance NAME` to its status. */
  public readonly databases = new Map<string, string>();
  /** `bucket/key` to content. */
  public readonly objects = new Map<string, string>();
  /** Everything that was ever made, also what is gone. */
  public readonly made: string[] = [];
  private secrets = new Set<string>();
  private shared: object[] = [];

  public reset(): void {
    for (const mock of [this.rds, this.s3]) mock.reset();
    this.databases.clear();
    this.objects.clear();
    this.made.length = 0;
    this.secrets.clear();
    this.shared = [{ DBClusterSnapshotArn: SHARED, Status: 'available', SnapshotCreateTime: new Date('2026-03-01T02:10:00Z') }];
    this.answerSnapshots();
    this.answerClusters();
    this.answerObjects();
  }

  /** What production shares; without an argument nothing. */
  public share(...snapshots: object[]): void {
    this.shared = snapshots;
  }

  /** Names of what is left that a run has made, statements not counted: they hold digests, and go to the archive. */
  public remains(): string[] {
    return [...this.databases.keys(), ...[...this.objects.keys()].filter((key) => key.startsWith('runs-bucket/runs/'))];
  }

  private make(what: string, status: string, fault: string): void {
    if (this.databases.has(what)) throw named(fault);
    this.databases.set(what, status);
    this.made.push(what);
  }

  /** Looking at something lets time pass for it. */
  private look(what: string, fault: string): string {
    const status = this.databases.get(what);
    if (status === undefined) throw named(fault);
    if (status === 'deleting') this.databases.delete(what);
    else this.databases.set(what, 'available');
    return status;
  }

  private remove(what: string, fault: string): void {
    if (!this.databases.has(what)) throw named(fault);
    if (this.databases.get(what) === 'creating') throw named('InvalidDBClusterStateFault');
    this.databases.set(what, 'deleting');
  }

  private answerSnapshots(): void {
    this.rds.on(DescribeDBClusterSnapshotsCommand).callsFake(({ SnapshotType, DBClusterSnapshotIdentifier: name }: { SnapshotType?: string; DBClusterSnapshotIdentifier?: string }) => {
      if (SnapshotType === 'shared') return { DBClusterSnapshots: this.shared };
      if (name === undefined) return { DBClusterSnapshots: this.names('snapshot').map((DBClusterSnapshotIdentifier) => ({ DBClusterSnapshotIdentifier })) };
      return { DBClusterSnapshots: [{ Status: this.look(`snapshot ${name}`, 'DBClusterSnapshotNotFoundFault') }] };
    });
    this.rds.on(CopyDBClusterSnapshotCommand).callsFake(({ TargetDBClusterSnapshotIdentifier: name }: { TargetDBClusterSnapshotIdentifier: string }) => {
      this.make(`snapshot ${name}`, 'copying', 'DBClusterSnapshotAlreadyExistsFault');
      return {};
    });
    this.rds.on(DeleteDBClusterSnapshotCommand).callsFake(({ DBClusterSnapshotIdentifier: name }: { DBClusterSnapshotIdentifier: string }) => {
      this.remove(`snapshot ${name}`, 'DBClusterSnapshotNotFoundFault');
      return {};
    });
  }

  private answerClusters(): void {
    type Cluster = { DBClusterIdentifier?: string };
    this.rds.on(RestoreDBClusterFromSnapshotCommand).callsFake(({ DBClusterIdentifier: name }: Cluster) => {
      this.make(`cluster ${name ?? ''}`, 'creating', 'DBClusterAlreadyExistsFault');
      return {};
    });
    this.rds.on(CreateDBInstanceCommand).callsFake(({ DBInstanceIdentifier: name }: { DBInstanceIdentifier: string }) => {
      this.make(`instance ${name}`, 'creating', 'DBInstanceAlreadyExists');
      return {};
    });
    this.rds.on(ModifyDBClusterCommand).callsFake(({ DBClusterIdentifier: name }: Cluster) => {
      this.secrets.add(name ?? '');
      return {};
    });
    this.rds.on(DescribeDBClustersCommand).callsFake(({ DBClusterIdentifier: name }: Cluster) => {
      if (name === undefined) return { DBClusters: this.names('cluster').map((DBClusterIdentifier) => ({ DBClusterIdentifier })) };
      const Status = this.look(`cluster ${name}`, 'DBClusterNotFoundFault');
      const MasterUserSecret = this.secrets.has(name) ? { SecretStatus: 'active', SecretArn: `secret of ${name}` } : undefined;
      return { DBClusters: [{ Status, Endpoint: `${name}.example.net`, Port: 5433, MasterUserSecret }] };
    });
    this.rds.on(DescribeDBInstancesCommand).callsFake(({ DBInstanceIdentifier: name }: { DBInstanceIdentifier?: string }) => {
      if (name === undefined) return { DBInstances: this.names('instance').map((DBInstanceIdentifier) => ({ DBInstanceIdentifier })) };
      return { DBInstances: [{ DBInstanceStatus: this.look(`instance ${name}`, 'DBInstanceNotFound') }] };
    });
    this.rds.on(DeleteDBInstanceCommand).callsFake(({ DBInstanceIdentifier: name }: { DBInstanceIdentifier: string }) => {
      this.remove(`instance ${name}`, 'DBInstanceNotFound');
      return {};
    });
    this.rds.on(DeleteDBClusterCommand).callsFake(({ DBClusterIdentifier: name = '' }: Cluster) => {
      if (this.databases.has(`instance ${name}-writer`) && this.databases.get(`instance ${name}-writer`) !== 'deleting') throw named('InvalidDBClusterStateFault');
      this.remove(`cluster ${name}`, 'DBClusterNotFoundFault');
      return {};
    });
  }

  private names(kind: string): string[] {
    return [...this.databases.keys()].filter((name) => name.startsWith(`${kind} `)).map((name) => name.slice(kind.length + 1));
  }

  private answerObjects(): void {
    type Place = { Bucket: string; Key: string; Body?: unknown; IfNoneMatch?: string };
    this.s3.on(PutObjectCommand).callsFake(({ Bucket, Key, Body, IfNoneMatch }: Place) => {
      if (IfNoneMatch === '*' && this.objects.has(`${Bucket}/${Key}`)) throw named('PreconditionFailed');
      this.objects.set(`${Bucket}/${Key}`, String(Body));
      return {};
    });
    this.s3.on(GetObjectCommand).callsFake(({ Bucket, Key }: Place) => {
      const content = this.objects.get(`${Bucket}/${Key}`);
      if (content === undefined) throw named('NoSuchKey');
      return { Body: { transformToString: async () => content } };
    });
    const below = (Bucket: string, Prefix: string): string[] => [...this.objects.keys()].filter((key) => key.startsWith(`${Bucket}/${Prefix}`)).map((key) => key.slice(Bucket.length + 1));
    // S3 leaves a list out that would be empty.
    this.s3.on(ListObjectVersionsCommand).callsFake(({ Bucket, Prefix }: { Bucket: string; Prefix: string }) => {
      const Versions = below(Bucket, Prefix).map((Key) => ({ Key, VersionId: '1' }));
      return Versions.length === 0 ? {} : { Versions };
    });
    this.s3.on(ListObjectsV2Command).callsFake(({ Bucket, Prefix }: { Bucket: string; Prefix: string }) =>
      ({ CommonPrefixes: [...new Set(below(Bucket, Prefix).map((key) => key.split('/').slice(0, 2).join('/')))].map((folder) => ({ Prefix: `${folder}/` })) }));
    this.s3.on(DeleteObjectsCommand).callsFake(({ Bucket, Delete }: { Bucket: string; Delete: { Objects: { Key: string }[] } }) => {
      for (const { Key } of Delete.Objects) this.objects.delete(`${Bucket}/${Key}`);
      return {};
    });
  }
}
