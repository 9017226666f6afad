import type { Fact } from '../evidence';
import { claimsBetween, declared, eachHas, own } from './general-facts';
import { type Judged, fact, listed, notEvaluated } from './judged';

/** What is declared of procedures. Whether they are lived, no template can tell. */
export function procedureFacts(judged: Judged): Fact[] {
  return [
    declared(judged, 'owner.team', 'owner'),
    declared(judged, 'governance.dataHandling', 'rules for handling data'),
    declared(judged, 'governance.accessReviewEveryDays', 'days between access reviews'),
    declared(judged, 'governance.refreshCadenceDays', 'days between data refreshes', judged.nonProduction.filter(({ parameters }) => own(parameters, 'data.mode') !== 'live')),
    notEvaluated('Whether the written procedures cover control 8.31 and people follow them: no template can tell; show the documents.', 'declaration'),
  ];
}

/** What keeps an environment in order, by the type of resource that does it. */
const care: ReadonlyArray<readonly [type: string, what: string]> = [
  ['AWS::SSM::PatchBaseline', 'a patch baseline'],
  ['AWS::SSM::MaintenanceWindow', 'a window for patching'],
  ['AWS::SecurityHub::Hub', 'a check of security standards'],
  ['AWS::GuardDuty::Detector', 'detection of threats'],
  ['AWS::Config::ConfigurationRecorder', 'a record of its configuration'],
  ['AWS::CloudTrail::Trail', 'a trail of who did what'],
  ['AWS::EC2::FlowLog', 'logs of its network'],
  ['AWS::CloudWatch::Alarm', 'alarms'],
  ['AWS::Backup::BackupPlan', 'a backup plan'],
  ['AWS::Backup::RestoreTestingPlan', 'tests of restoring'],
];

/** Whether every environment is patched, hardened, logged and backed up. */
export function careFacts(judged: Judged): Fact[] {
  return [
    ...care.map(([type, what]) => eachHas(judged, judged.environments, type, what)),
    declared(judged, 'retention.logsDays', 'days for which logs are kept'),
    declared(judged, 'retention.backupsDays', 'days for which backups are kept'),
  ];
}

/** Whether training and demo environments are treated like other environments outside production. */
export function sideEnvironmentFacts(judged: Judged): Fact[] {
  const sides = judged.environmentsOf('training', 'demo', 'development');
  if (judged.environments.length === 0) return [notEvaluated('Which side environments there are: nobody has said what the accounts are for.', 'declaration')];
  if (sides.length === 0) return [fact('holds', 'No training, demo or development environment is declared.', 'declaration')];
  const holding = sides.filter(({ parameters }) => own(parameters, 'data.mode') === 'live').map(({ name }) => name);
  const untold = sides.filter(({ parameters }) => own(parameters, 'data.mode') === undefined).map(({ name }) => name);
  return [
    untold.length > 0 ? notEvaluated(`Which data ${listed(untold)} ${untold.length === 1 ? 'holds' : 'hold'}: it is not declared.`, 'declaration')
      : fact(holding.length === 0 ? 'holds' : 'fails', holding.length === 0
        ? `${listed(sides.map(({ name, parameters }) => `${name} holds ${own(parameters, 'data.mode')} data`))}.` : `${listed(holding)} hold live data.`, 'declaration'),
    claimsBetween(judged, ['training', 'demo', 'development'], ['production'], 'no side environment reaches production'),
    claimsBetween(judged, ['production'], ['training', 'demo', 'development'], 'production reaches no side environment'),
    ...['AWS::CloudTrail::Trail', 'AWS::Backup::BackupPlan', 'AWS::SSM::PatchBaseline', 'AWS::WAFv2::WebACL'].map((type, index) =>
      eachHas(judged, sides, type, ['a trail of who did what', 'a backup plan', 'a patch baseline', 'a web firewall'][index] ?? type, 'side environment')),
  ];
}
