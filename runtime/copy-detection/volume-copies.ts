import { DescribeImageAttributeCommand, DescribeImagesCommand, DescribeSnapshotAttributeCommand, DescribeSnapshotsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { type DataCopy, stackOf } from './data-copy';
import { everyPage } from '../aws/every-page';

/** Snapshots of volumes and machine images of the account. Those that AWS Backup made carry its tag and are left out. */
export async function volumeCopies(ec2: EC2Client): Promise<DataCopy[]> {
  const snapshots = await everyPage(async (NextToken) => {
    const page = await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'], NextToken }));
    return { items: page.Snapshots, next: page.NextToken };
  });
  const images = await everyPage(async (NextToken) => {
    const page = await ec2.send(new DescribeImagesCommand({ Owners: ['self'], NextToken }));
    return { items: page.Images, next: page.NextToken };
  });
  const own = snapshots.filter(({ Tags }) => !(Tags ?? []).some(({ Key }) => Key === 'aws:backup:source-resource'));
  return [
    ...await Promise.all(own.map(async ({ SnapshotId: name = '', StartTime: created, Tags }) => ({
      kind: 'volume snapshot', name, created, stack: stackOf(Tags), sharedWith: await readersOf(ec2, name),
    }))),
    ...await Promise.all(images.map(async ({ ImageId: name = '', CreationDate, Tags }) => ({
      kind: 'machine image', name, created: CreationDate === undefined ? undefined : new Date(CreationDate), stack: stackOf(Tags), sharedWith: await launchersOf(ec2, name),
    }))),
  ];
}

async function readersOf(ec2: EC2Client, SnapshotId: string): Promise<string[]> {
  const { CreateVolumePermissions } = await ec2.send(new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' }));
  return (CreateVolumePermissions ?? []).map(({ UserId, Group }) => UserId ?? Group ?? 'unknown');
}

async function launchersOf(ec2: EC2Client, ImageId: string): Promise<string[]> {
  const { LaunchPermissions } = await ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' }));
  return (LaunchPermissions ?? []).map(({ UserId, Group, OrganizationArn, OrganizationalUnitArn }) => UserId ?? Group ?? OrganizationArn ?? OrganizationalUnitArn ?? 'unknown');
}
