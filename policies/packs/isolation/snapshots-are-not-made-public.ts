import { expectEach, is } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const snapshotsAreNotMadePublic: Rule = {
  id: 'snapshots-are-not-made-public',
  claim: 'An account blocks the public sharing of its volume snapshots.',
  reason: 'A snapshot that is shared by mistake is a copy of a disk for everyone.',
  fix: 'Set State to block-all-sharing.',
  severity: 'fatal',
  serves: ['DAT-01', 'DAT-13'],
  source: 'https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html',
  resourceTypes: ['AWS::EC2::SnapshotBlockPublicAccess'],
  check: (block) => expectEach(block, 'State', is('block-all-sharing')),
  cases: [
    holds('blocked', single('AWS::EC2::SnapshotBlockPublicAccess', { State: 'block-all-sharing' })),
    broken('new ones only', single('AWS::EC2::SnapshotBlockPublicAccess', { State: 'block-new-sharing' })),
    unresolvable('given at deployment', single('AWS::EC2::SnapshotBlockPublicAccess', { State: given })),
  ],
};
