import type { Resource } from '../../assembly/assembly-model';
import { arnOf, refOf } from '../../assembly/resource-names';
import { field, isFields, text, texts } from '../../assembly/value';
import { UNTOLD } from '../algebra/statement';
import { accountOf, type Attacker } from '../attacker';
import { walkTexts } from '../mentions';
import type { ProofContext } from '../proof-context';
import { isKnownHandler } from './known-handlers';

/** Actions by which a handler could open its account to another: writing policies, sharing, granting, copying out. */
const OPENING_ACTIONS = ['*:Put*Policy*', '*:Set*Policy', '*:Create*Policy*', '*:Attach*Policy*', '*:*Permission', '*:*Permissions', '*:*Share*', '*:Modify*Attribute', '*:Associate*', '*:Create*Peering*', '*:Accept*',
  '*:CreateGrant', '*:CreateRole', '*:UpdateAssumeRolePolicy', '*:PassRole', 'sts:AssumeRole', 'sns:SetTopicAttributes', 'sns:Subscribe', 'sqs:SetQueueAttributes', '*:Create*Replication*', '*:Put*Replication*', '*:Copy*', '*:Export*', '*:Create*Authorization', '*:UpdateFunctionCode', 'cloudformation:CreateStack*', 'cloudformation:UpdateStack*', 'cloudformation:CreateChangeSet', 'iam:Add*', 'iam:Create*', 'iam:Update*', 'kms:PutKeyPolicy', 's3:PutBucketAcl', 's3:PutObjectAcl',
  '*:Authorize*Access', 'redshift:AuthorizeDataShare', '*:Start*Copy*', '*:Start*Export*', 'logs:PutSubscriptionFilter', 'logs:PutAccountPolicy', 'events:PutTargets', 'firehose:UpdateDestination', 'es:UpdateDomainConfig',
  'es:UpdateElasticsearchDomainConfig', 'lambda:CreateFunction', 'lambda:UpdateFunctionConfiguration', 'codebuild:StartBuild', 'codebuild:UpdateProject', 'codepipeline:UpdatePipeline', 'ssm:SendCommand',
  'ssm:StartAutomationExecution', 'states:UpdateStateMachine', 'dms:CreateEndpoint', 'datasync:CreateLocation*', 'route53:ChangeResourceRecordSets', 'sso:CreateAccountAssignment', 'organizations:*', 'ec2:CreateRoute', 'oam:CreateLink', 'sns:AddPermission', 'sqs:AddPermission'];

/**
 * Why a custom resource is not understood; undefined when it is. What its code does the templates do not tell, so it is
 * understood only when its handler is a function of the same account whose role cannot open the account to another.
 */
export function customResourceProblem(context: ProofContext, resource: Resource): string | undefined {
  const token = text(field(resource.properties, 'ServiceToken'), UNTOLD);
  if (token === undefined || token.includes(UNTOLD)) return 'its handler is not told';
  if (accountOf(token) !== undefined && accountOf(token) !== resource.account) return `its handler is in account ${accountOf(token) ?? ''}`;
  if (resource.type === 'Custom::AWS') {
    const call = sharingCall(resource);
    if (call !== undefined) return `it calls ${call}, which may open the account`;
  }
  const functions = handlers(context, resource, token);
  if (functions.length === 0) return 'its handler is not in the templates';
  const [first] = functions;
  if (first && isKnownHandler(resource.type, first)) return undefined;
  return functions.map((handler) => handlerProblem(context, handler)).find((problem) => problem !== undefined);
}

function handlerProblem(context: ProofContext, handler: Resource): string | undefined {
  const role = roleOf(context, handler);
  if (!role) return `the role of its handler ${handler.logicalId} is not in the templates`;
  const attacker: Attacker = { kind: 'role', account: role.account ?? '', arn: role.key, layers: context.identities.layersOf(role) };
  const answer = context.ask(attacker, role.account ?? '', [{ effect: 'Allow', conditions: [], place: 'identity' }], { actions: OPENING_ACTIONS });
  if (answer.answer === 'no') return undefined;
  return `its handler ${handler.logicalId} may ${answer.answer === 'yes' ? String(answer.request['action']) : answer.why}, and what its code does is not told`;
}

/** The call of an `AwsCustomResource`, when it is of a kind that opens accounts. */
function sharingCall(resource: Resource): string | undefined {
  let found: string | undefined;
  walkTexts(resource.properties, [], (value) => {
    const action = /"action"\s*:\s*"(\w+)"/i.exec(value)?.[1];
    if (action !== undefined && !/^(get|list|describe|head|batchGet|lookup|generateSecretString|getRandomPassword|revokeSecurityGroup(In|E)gress$)/i.test(action)) found = action;
  });
  return found;
}

/** The function that answers, and the functions it hands on to (provider framework). */
function handlers(context: ProofContext, resource: Resource, token: string): Resource[] {
  const all = context.model.ofType('AWS::Lambda::Function').filter(({ account }) => account === resource.account);
  const byArn = new Map(all.map((one) => [text(arnOf(one)) ?? '', one]));
  const found = new Set<Resource>();
  const add = (arn: string): void => {
    const handler = byArn.get(arn);
    if (!handler || found.has(handler)) return;
    found.add(handler);
    const variables = field(field(handler.properties, 'Environment'), 'Variables');
    for (const value of isFields(variables) ? Object.values(variables) : []) texts(value, UNTOLD).forEach(add);
  };
  add(token);
  return [...found];
}

function roleOf(context: ProofContext, handler: Resource): Resource | undefined {
  const arn = text(field(handler.properties, 'Role'), UNTOLD);
  return context.model.ofType('AWS::IAM::Role').find((role) => role.account === handler.account && (text(arnOf(role)) === arn || text(refOf(role)) === arn));
}
