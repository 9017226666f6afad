import { every, field, text } from '../../../policies/assembly/value';
import type { Fact } from '../evidence';
import { claimsBetween, declared, own } from './general-facts';
import { type Judged, count, fact, listed, notEvaluated, noted } from './judged';
import { isOpen } from './open-finding';
import { type WayIn, waysInto } from './trust';

/** Who gets in, and by which proof of who they are. */
export function accessFacts(judged: Judged): Fact[] {
  const users = judged.of('AWS::IAM::User');
  const keys = judged.of('AWS::IAM::AccessKey');
  const ways = waysInto(judged.of('AWS::IAM::Role'));
  return [
    fact(users.length + keys.length === 0 ? 'holds' : 'fails', users.length + keys.length === 0
      ? 'No template has an IAM user or an access key: people and programs sign in.'
      : `The templates have ${count(users.length, 'IAM user')} and ${count(keys.length, 'access key')}.`, 'templates', judged.refer([...users, ...keys])),
    secondFactor(judged, ways),
    foreignWays(judged, ways),
    ...judged.environments.map((zone) => groupsOf(zone.name, zone.parameters)),
    declared(judged, 'access.maxSessionHours', 'longest session in hours'),
    declared(judged, 'governance.accessReviewEveryDays', 'days between access reviews'),
  ];
}

function secondFactor(judged: Judged, ways: readonly WayIn[]): Fact {
  const people = ways.filter(({ through }) => through === 'sign-in');
  if (people.length === 0) return notEvaluated('No role of the templates is for people who sign in, so they do not tell how people get in.', 'templates');
  const without = people.filter(({ asksForSecondFactor }) => !asksForSecondFactor);
  return fact(
    without.length === 0 ? 'holds' : 'fails', `${people.length - without.length} of ${count(people.length, 'role')} for people who sign in ask for a second factor.`,
    'templates', judged.refer((without.length === 0 ? people : without).map(({ role }) => role)),
  );
}

function foreignWays(judged: Judged, ways: readonly WayIn[]): Fact {
  const open = ways.filter(({ through }) => through === 'anyone');
  if (open.length > 0) return fact('fails', `${count(open.length, 'role')} ${open.length === 1 ? 'trusts' : 'trust'} anyone.`, 'templates', judged.refer(open.map(({ role }) => role)));
  const foreign = ways.filter(({ through }) => through === 'other account');
  return noted(foreign.length === 0
    ? 'No role trusts a principal of another account.'
    : `${count(foreign.length, 'way')} into roles from other accounts, all judged by the proof.`, 'templates', judged.refer(foreign.map(({ role }) => role)));
}

function groupsOf(name: string, parameters: Readonly<Record<string, string>> | undefined): Fact {
  const prefix = 'access.groups.';
  const groups = Object.keys(parameters ?? {}).filter((parameter) => parameter.startsWith(prefix)).map((parameter) => `${parameter.slice(prefix.length)} as ${own(parameters, parameter)}`);
  return groups.length === 0 ? notEvaluated(`Which groups enter ${name}: none is declared.`, 'declaration') : noted(`Groups that enter ${name}: ${listed(groups)}.`, 'declaration');
}

/** Who changes and who releases. */
export function dutyFacts(judged: Judged): Fact[] {
  return [
    sameHands(judged),
    claimsBetween(judged, ['delivery'], ['production'], 'delivery reaches production only to deploy'),
    trails(judged),
    guardRails(judged),
    approvals(judged),
  ];
}

function sameHands({ proof, zones }: Judged): Fact {
  if (!zones.some(({ kind }) => kind === 'delivery')) return notEvaluated('Whether somebody both changes and releases: no delivery account was declared.', 'proof');
  if (proof.verdict === undefined) return notEvaluated(`Whether somebody both changes and releases: ${proof.why ?? 'no proof was made'}.`, 'proof');
  const found = proof.findings.filter((finding) => finding.id.startsWith('delivery/') && isOpen(finding));
  return fact(found.length === 0 ? 'holds' : 'fails', found.length === 0
    ? 'The proof found nobody who can both change and release, not even by changing the pipeline.'
    : `The proof has ${count(found.length, 'finding')} about delivery.`, 'proof');
}

/** Trails that write to a bucket of another account cannot be wiped by whoever they watch. The audit account keeps its own. */
function trails(judged: Judged): Fact {
  const auditors = judged.zones.filter(({ kind }) => kind === 'audit').flatMap(({ accounts }) => accounts);
  const all = judged.of('AWS::CloudTrail::Trail').filter(({ account }) => account === undefined || !auditors.includes(account));
  if (all.length === 0) return notEvaluated('No template has a trail, so they do not tell who did what.', 'templates');
  const buckets = judged.of('AWS::S3::Bucket');
  const kept = all.filter((trail) => {
    const name = text(trail.properties['S3BucketName']);
    const bucket = buckets.find((one) => one.physicalName === name);
    return bucket !== undefined && bucket.account !== trail.account && trail.properties['IsLogging'] === true;
  });
  return fact(
    kept.length === all.length ? 'holds' : 'fails', `${kept.length} of ${count(all.length, 'trail')} outside the audit account record and write to a bucket of another account.`,
    'templates', judged.refer(kept.length === all.length ? all : all.filter((trail) => !kept.includes(trail))),
  );
}

function guardRails(judged: Judged): Fact {
  const policies = judged.of('AWS::Organizations::Policy');
  const targets = new Set(policies.flatMap(({ properties }) => every(properties['TargetIds']).map((id) => text(id) ?? '')));
  return noted(policies.length === 0
    ? 'No template has policies of the organisation.'
    : `${count(policies.length, 'policy', 'policies')} of the organisation stand above the accounts, on ${count(targets.size, 'target')}.`, 'templates', judged.refer(policies));
}

function approvals(judged: Judged): Fact {
  const pipelines = judged.of('AWS::CodePipeline::Pipeline');
  if (pipelines.length === 0) return notEvaluated('Who approves a release: no template has a pipeline.', 'templates');
  const waiting = pipelines.filter(({ properties }) => every(properties['Stages']).some((stage) => every(field(stage, 'Actions')).some((action) => text(field(field(action, 'ActionTypeId'), 'Category')) === 'Approval')));
  return fact(
    waiting.length === pipelines.length ? 'holds' : 'fails', `${waiting.length} of ${count(pipelines.length, 'pipeline')} wait for an approval.`,
    'templates', judged.refer(waiting.length === pipelines.length ? waiting : pipelines.filter((pipeline) => !waiting.includes(pipeline))),
  );
}
