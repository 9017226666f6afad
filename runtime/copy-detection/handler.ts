import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { clientSettings } from '../aws/client-settings';
import { listSetting, setting } from '../aws/setting';
import { putMeasures } from '../evidence/put-measure';
import { writeEvidence } from '../evidence/write-evidence';
import { bucketCopies } from './bucket-copies';
import { type DataCopy, judgeCopies } from './data-copy';
import { databaseCopies } from './database-copies';
import { tableCopies } from './table-copies';
import { volumeCopies } from './volume-copies';

/** The event that a schedule sends. */
export interface ScheduledEvent {
  readonly id: string;
  readonly time: string;
}

/** What a run has found. */
export interface CopyReport {
  readonly evidence: string;
  readonly undeclared: number;
  readonly shared: number;
}

const cloudwatch = new CloudWatchClient(clientSettings);
const dynamodb = new DynamoDBClient(clientSettings);
const ec2 = new EC2Client(clientSettings);
const rds = new RDSClient(clientSettings);
const s3 = new S3Client({ ...clientSettings, followRegionRedirects: true });

/** Lists everything in the account and region that holds a copy of data, and records what nobody declared or what was shared. */
export async function handler(event: ScheduledEvent): Promise<CopyReport> {
  const everything: DataCopy[] = [
    ...await databaseCopies(rds), ...await volumeCopies(ec2), ...await bucketCopies(s3), ...await tableCopies(dynamodb),
  ];
  const { undeclared, shared } = judgeCopies(everything, {
    stacks: new Set([...listSetting('STACKS'), ...listSetting('OTHER_STACKS')]),
    names: new Set(listSetting('DECLARED_COPIES')),
    temporaryPrefixes: listSetting('TEMPORARY_PREFIXES'),
    temporaryHours: Number(setting('TEMPORARY_HOURS')),
    now: new Date(event.time),
  });
  const evidence = await writeEvidence(s3, setting('EVIDENCE_BUCKET'), {
    kind: 'copy-detection', id: event.id, at: event.time, outcome: undeclared.length + shared.length === 0 ? 'passed' : 'failed',
    facts: { looked: everything.length, undeclared, shared },
  });
  await putMeasures(cloudwatch, { UndeclaredCopies: undeclared.length, SharedCopies: shared.length });
  return { evidence, undeclared: undeclared.length, shared: shared.length };
}
