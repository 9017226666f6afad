import { nameOf, arnOf } from '../../assembly/resource-names';
import type { Resource } from '../../assembly/assembly-model';
import { text } from '../../assembly/value';
import type { Answer } from '../ask';
import type { Attacker } from '../attacker';
import { placeOf, type Place } from '../finding';
import type { Grant } from '../grants';
import { actingFor, assumableRoles } from '../pathway-actions';
import type { Actor, ProofContext } from '../proof-context';
import type { Zone } from '../zones';

/** Whoever may do one of these in an account can make itself its administrator. */
const TAKE_OVER = ['iam:AttachRolePolicy', 'iam:PutRolePolicy', 'iam:CreateAccessKey', 'iam:UpdateAssumeRolePolicy', 'iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion', 'iam:PassRole',
  'iam:AttachUserPolicy', 'iam:PutUserPolicy', 'iam:AttachGroupPolicy', 'iam:PutGroupPolicy', 'iam:AddUserToGroup', 'iam:CreateLoginProfile', 'iam:UpdateLoginProfile',
  'lambda:UpdateFunctionCode', 'lambda:UpdateFunctionConfiguration', 'ssm:SendCommand', 'ssm:StartSession', 'ssm:StartAutomationExecution', 'ec2-instance-connect:SendSSHPublicKey',
  'cloudformation:CreateStack', 'cloudformation:UpdateStack', 'cloudformation:CreateChangeSet', 'cloudformation:UpdateStackSet', 'codebuild:StartBuild', 'codebuild:UpdateProject',
  'codepipeline:UpdatePipeline', 'codecommit:GitPush', 'states:UpdateStateMachine', 'glue:UpdateJob', 'sagemaker:CreatePresignedNotebookInstanceUrl'];

/**
 * Which roles outside its accounts can a zone assume, directly or over roles of third accounts? A role that the zone
 * controls is a caller again, limited to what its policies and its boundary allow; one that may change its account's
 * policies makes the zone administrator of that account.
 */
export function trustPass(context: ProofContext): void {
  const naming = new Map<string, Grant[]>();
  const open: Grant[] = [];
  for (const grant of context.grants) {
    if (grant.kind !== 'trust') continue;
    if (grant.open) open.push(grant);
    else for (const account of grant.named) naming.set(account, [...(naming.get(account) ?? []), grant]);
  }
  for (const zone of context.zones.list) {
    const actors: Actor[] = zone.accounts.map((account) => ({ attacker: { kind: 'account', account }, way: [] }));
    const reached = new Set<string>();
    const asked = new Set<string>();
    for (const actor of actors) {
      for (const grant of [...(naming.get(actor.attacker.account) ?? []), ...open]) {
        const question = `${callerKey(actor.attacker)}>${grant.resource.key}`;
        if (reached.has(grant.resource.key) || asked.has(question)) continue;
        asked.add(question);
        const gained = assume(context, zone, actor, grant);
        if (gained.length > 0) reached.add(grant.resource.key);
        actors.push(...gained);
      }
    }
    context.controlled.set(zone.name, actors.filter(({ way }) => way.length > 0));
  }
}

/** Tries to assume one role; reports it unless a pathway permits it, and returns what the zone controls thereby. */
function assume(context: ProofContext, zone: Zone, actor: Actor, grant: Grant): Actor[] {
  const role = grant.resource;
  const home = context.zoneOf(role);
  if (role.account === undefined || zone.accounts.includes(role.account)) return [];
  const answer = doubted(context.ask(actor.attacker, role.account, grant.statements, { actions: ['sts:AssumeRole'], resource: roleArn(role) }), actor.doubt);
  if (answer.answer === 'no') return [];
  const way = [...actor.way, placeOf(role, [...grant.path, ...answer.statement.place.split('/')], `role ${roleArn(role)} lets in ${describe(actor.attacker)}`)];
  // Inside an account that was already reached, nothing more is crossed.
  if (home && context.zones.ofAccount(actor.attacker.account)?.name !== home.name) reportAssumption(context, { zone: actingFor(context.zones, zone, actor.attacker.account), home, role, answer, way });
  const doubt = answer.answer === 'unknown' ? { doubt: answer.why } : {};
  const attacker: Attacker = { kind: 'role', account: role.account, arn: roleArn(role), layers: context.identities.layersOf(role) };
  const over = context.ask(attacker, role.account, [{ effect: 'Allow', conditions: [], place: 'identity' }], { actions: TAKE_OVER });
  if (over.answer === 'no') return [{ attacker, way, ...doubt }];
  const power = over.answer === 'yes' ? `its policies allow ${String(over.request['action'])}: it can become administrator of ${role.account}` : `what its policies allow is not told: it may become administrator of ${role.account}`;
  const whole: Actor = { attacker: { kind: 'account', account: role.account }, way: [...way, placeOf(role, [], power)], ...(over.answer === 'unknown' ? { doubt: over.why } : doubt) };
  return [{ attacker, way, ...doubt }, whole];
}

/** What somebody can do who perhaps is there is not certain either. */
export function doubted(answer: Answer, doubt: string | undefined): Answer {
  return answer.answer === 'yes' && doubt !== undefined ? { answer: 'unknown', why: doubt, statement: answer.statement } : answer;
}

interface Assumption {
  readonly zone: Zone;
  readonly home: Zone;
  readonly role: Resource;
  readonly answer: Exclude<Answer, { answer: 'no' }>;
  readonly way: readonly Place[];
}

function reportAssumption(context: ProofContext, { zone, home, role, answer, way }: Assumption): void {
  const { permitted, most } = assumableRoles(context.zones, zone, home);
  const excess = permitted && most !== undefined ? powersBeyond(context, role, most) : undefined;
  if (permitted && excess === undefined) return;
  const through = way.length > 1 ? `, over ${way.slice(0, -1).map(({ logicalId }) => logicalId).join(', ')}` : '';
  const what = excess === undefined ? `${zone.name} can assume the role ${roleArn(role)} of ${home.name}${through}`
    : `a pathway lets ${zone.name} assume ${roleArn(role)} of ${home.name}, but the role may do more than the pathway carries: ${excess}`;
  context.report({
    pass: 'trust', kind: way.length > 1 ? 'role-trusts-zone-over-third-account' : 'role-trusts-zone',
    verdict: answer.answer === 'yes' ? 'LEAK' : 'UNKNOWN', from: [zone.name], to: home.name, message: what, way,
    ...(answer.answer === 'yes' ? { request: answer.request } : { why: answer.why }),
    fix: excess === undefined ? `remove the principal from the trust policy of ${role.logicalId}` : `limit the policies of ${role.logicalId} to what the pathway carries`,
  });
}

/** An action that the role may take although its pathway does not carry it. */
function powersBeyond(context: ProofContext, role: Resource, most: readonly string[]): string | undefined {
  const attacker: Attacker = { kind: 'role', account: role.account ?? '', arn: roleArn(role), layers: context.identities.layersOf(role) };
  const answer = context.ask(attacker, role.account ?? '', [{ effect: 'Allow', conditions: [], place: 'identity' }], { permitted: most });
  return answer.answer === 'yes' ? String(answer.request['action']) : answer.answer === 'unknown' ? answer.why : undefined;
}

function roleArn(role: Resource): string {
  return text(arnOf(role)) ?? text(nameOf(role)) ?? role.key;
}

function callerKey(attacker: Attacker): string {
  return attacker.kind === 'role' ? attacker.arn : `${attacker.kind} ${attacker.account}`;
}

/** A caller in words. */
export function describe(attacker: Attacker): string {
  switch (attacker.kind) {
    case 'account': return `principals of account ${attacker.account}`;
    case 'role': return `the role ${attacker.arn}`;
    case 'service': return `${attacker.service}, acting for account ${attacker.account}`;
    default: return 'anybody, without signing in';
  }
}
