import { type DynamoDBClient, ListBackupsCommand, ListExportsCommand } from '@aws-sdk/client-dynamodb';
import { type DataCopy } from './data-copy';
import { everyPage } from '../aws/every-page';

/** Backups that people made of tables, and exports of tables to buckets. */
export async function tableCopies(dynamodb: DynamoDBClient): Promise<DataCopy[]> {
  const backups = await everyPage(async (ExclusiveStartBackupArn) => {
    const page = await dynamodb.send(new ListBackupsCommand({ BackupType: 'USER', ExclusiveStartBackupArn }));
    return { items: page.BackupSummaries, next: page.LastEvaluatedBackupArn };
  });
  const exported = await everyPage(async (NextToken) => {
    const page = await dynamodb.send(new ListExportsCommand({ NextToken }));
    return { items: page.ExportSummaries, next: page.NextToken };
  });
  return [
    ...backups.map(({ BackupName = '', BackupCreationDateTime: created }) => ({ kind: 'table backup', name: BackupName, created, sharedWith: [] })),
    ...exported.filter(({ ExportStatus }) => ExportStatus !== 'FAILED').map(({ ExportArn = '' }) => ({ kind: 'table export', name: ExportArn, sharedWith: [] })),
  ];
}
