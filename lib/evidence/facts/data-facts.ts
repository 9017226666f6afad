import type { Fact } from '../evidence';
import { claimsBetween, declared, own } from './general-facts';
import { type Judged, count, fact, listed, notEvaluated, noted } from './judged';
import { isOpen } from './open-finding';

/** Which data environments hold, and which ways production data has. */
export function dataFacts(judged: Judged): Fact[] {
  return [
    live(judged),
    declared(judged, 'data.mode', 'data'),
    dataFindings(judged),
    claimsBetween(judged, ['production'], ['staging', 'training', 'demo', 'development'], 'production hands nothing to another environment directly'),
    judged.zones.some(({ kind }) => kind === 'quarantine') ? claimsBetween(judged, ['quarantine'], undefined, 'quarantine reaches nobody with what it holds')
      : noted('No quarantine account is declared, so no production data is masked here.', 'declaration'),
    declared(judged, 'governance.mustNeverContain', 'data that must never be there', judged.nonProduction),
    snapshots(judged),
  ];
}

function live(judged: Judged): Fact {
  const zones = judged.nonProduction.filter(({ parameters }) => parameters !== undefined);
  if (zones.length === 0) return notEvaluated('Which environments hold production data: no understudy.json declares it.', 'declaration');
  const holding = zones.filter(({ parameters }) => own(parameters, 'data.mode') === 'live').map(({ name }) => name);
  return fact(holding.length === 0 ? 'holds' : 'fails', holding.length === 0
    ? `${listed(zones.map(({ name }) => name))} ${zones.length === 1 ? 'is' : 'are'} declared to hold no live data.`
    : `${listed(holding)} ${holding.length === 1 ? 'is' : 'are'} declared to hold live data outside production.`, 'declaration');
}

function dataFindings({ proof }: Judged): Fact {
  if (proof.verdict === undefined) return notEvaluated(`Whether snapshots, replicas, backups and exports stay: ${proof.why ?? 'no proof was made'}.`, 'proof');
  const found = proof.findings.filter((finding) => finding.id.startsWith('data/') && isOpen(finding));
  return fact(found.length === 0 ? 'holds' : 'fails', found.length === 0
    ? 'The proof found no snapshot, replica, backup or export that leads to another zone beside a declared pathway.'
    : `The proof has ${count(found.length, 'finding')} about copies of data.`, 'proof');
}

function snapshots(judged: Judged): Fact {
  const blocks = judged.of('AWS::EC2::SnapshotBlockPublicAccess');
  return noted(blocks.length === 0 ? 'No template blocks public snapshots.' : `${count(blocks.length, 'account')} block public snapshots.`, 'templates', judged.refer(blocks));
}
