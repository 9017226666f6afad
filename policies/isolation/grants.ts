import type { AssemblyModel, Resource } from '../assembly/assembly-model';
import { field, isFields, text, texts, type Value } from '../assembly/value';
import { UNTOLD, type Condition, type Statement } from './algebra/statement';
import { accountOf } from './attacker';
import { policyDocuments, principalsOf, type PolicyDocument } from './policy-documents';

/** A policy that says who may act on a resource, and from where it can be asked. */
export interface Grant extends PolicyDocument {
  readonly kind: 'trust' | 'resource';
  /** Accounts that its principals name. */
  readonly named: ReadonlySet<string>;
  /** It lets in principals that it does not name: everyone, everyone but some, or somebody who is not told. */
  readonly open: boolean;
}

/** Properties whose policy limits what the owner sends out; it lets nobody in. */
const LIMITS_ONLY = new Set(['AWS::EC2::VPCEndpoint', 'AWS::Organizations::Policy', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy', 'AWS::IAM::UserPolicy', 'AWS::IAM::GroupPolicy', 'AWS::IAM::User', 'AWS::IAM::Group', 'AWS::SSO::PermissionSet', 'AWS::IoT::Policy']);
/** Front doors that answer the internet: everyone may call them, so the principal `*` is no crossing. */
const FRONT_DOORS = new Set(['AWS::ApiGateway::RestApi']);

/** Every policy and property of the model that lets somebody act on a resource. */
export function grantsOf(model: AssemblyModel, documents: readonly PolicyDocument[]): Grant[] {
  const written = documents.filter(({ resource, path }) => !LIMITS_ONLY.has(resource.type) && !(resource.type === 'AWS::IAM::Role' && path[0] !== 'AssumeRolePolicyDocument'));
  const grants = [...written, ...model.resources.flatMap(impliedDocuments)].map((document) => asGrant(document));
  return grants.filter(({ statements }) => statements.some(({ effect }) => effect === 'Allow'));
}

/** All policies of the model, resource by resource. */
export function documentsOf(model: AssemblyModel): PolicyDocument[] {
  return model.resources.flatMap(policyDocuments);
}

function asGrant(document: PolicyDocument): Grant {
  const door = FRONT_DOORS.has(document.resource.type) && !isPrivate(document.resource);
  const statements = document.statements.filter((statement) => statement.principals !== undefined || statement.notPrincipals !== undefined)
    .map((statement) => (door && statement.effect === 'Allow' && statement.principals ? { ...statement, principals: { ...statement.principals, everyone: false } } : statement));
  const allows = statements.filter(({ effect }) => effect === 'Allow');
  const named = new Set<string>();
  let open = false;
  for (const { principals, notPrincipals } of allows) {
    if (notPrincipals || principals?.everyone || (principals?.canonicalUsers.length ?? 0) > 0) open = true;
    for (const element of principals?.aws ?? []) {
      const account = accountOf(element);
      if (account === undefined) open = true;
      else named.add(account);
    }
  }
  return { ...document, statements, kind: document.resource.type === 'AWS::IAM::Role' ? 'trust' : 'resource', named, open };
}

/** A private API answers whoever has an endpoint in any account, as far as its policy lets it. */
function isPrivate({ properties }: Resource): boolean {
  return texts(field(field(properties, 'EndpointConfiguration'), 'Types'), UNTOLD).some((one) => one.includes(UNTOLD) || one.toUpperCase() === 'PRIVATE');
}

/** Resources that are a policy statement in properties of their own. */
function impliedDocuments(resource: Resource): PolicyDocument[] {
  const implied = impliedStatement(resource);
  return implied ? [{ resource, path: [implied.place], statements: [implied] }] : [];
}

function impliedStatement(resource: Resource): Statement | undefined {
  const { type, properties } = resource;
  if (type === 'AWS::Lambda::Permission') {
    const door = text(field(properties, 'FunctionUrlAuthType')) === 'NONE' || text(field(properties, 'Principal')) === 'apigateway.amazonaws.com';
    const statement = permission(properties['Principal'], properties['Action'], 'Principal', [
      ['StringEquals', 'aws:SourceAccount', properties['SourceAccount']], ['ArnLike', 'aws:SourceArn', properties['SourceArn']],
      ['StringEquals', 'aws:PrincipalOrgID', properties['PrincipalOrgID']],
    ]);
    return door && statement.principals?.everyone ? undefined : statement;
  }
  if (type === 'AWS::Lambda::LayerVersionPermission') {
    return permission(properties['Principal'], properties['Action'], 'Principal', [['StringEquals', 'aws:PrincipalOrgID', properties['OrganizationId']]]);
  }
  if (type === 'AWS::Events::EventBusPolicy' && properties['Principal'] !== undefined) return busPermission(resource);
  return type === 'AWS::S3::Bucket' ? accessControl(texts(field(properties, 'AccessControl'), UNTOLD)) : undefined;
}

function accessControl(lists: readonly string[]): Statement | undefined {
  const open = lists.find((acl) => acl === 'AuthenticatedRead' || acl.startsWith('PublicRead'));
  const untold = open === undefined && lists.some((acl) => acl.includes(UNTOLD));
  if (open === undefined && !untold) return undefined;
  const actions = untold ? [UNTOLD] : open === 'PublicReadWrite' ? ['s3:GetObject', 's3:PutObject'] : ['s3:GetObject'];
  const doubt = untold ? { doubt: 'the access control list is not told' } : {};
  return { effect: 'Allow', principals: { everyone: true, aws: [], services: [], federated: [], canonicalUsers: [] }, actions, conditions: [], place: 'AccessControl', ...doubt };
}

function busPermission({ properties }: Resource): Statement {
  const condition = field(properties, 'Condition');
  const key = text(field(condition, 'Key'), UNTOLD) ?? UNTOLD;
  return permission(properties['Principal'], properties['Action'] ?? 'events:PutEvents', 'Principal', isFields(condition) ? [['StringEquals', key, condition['Value']]] : []);
}

function permission(principal: Value | undefined, action: Value | undefined, place: string, conditions: readonly (readonly [string, string, Value | undefined])[]): Statement {
  const [who = UNTOLD] = texts(principal, UNTOLD);
  const service = /\.(amazonaws|amazon)\.com(\.cn)?$/.test(who);
  return {
    effect: 'Allow',
    principals: principalsOf(service ? { Service: who } : { AWS: who }) ?? { everyone: false, aws: [UNTOLD], services: [], federated: [], canonicalUsers: [] },
    actions: texts(action, UNTOLD),
    conditions: conditions.filter(([, , value]) => value !== undefined).map(([operator, key, value]): Condition => ({ operator, key, values: texts(value, UNTOLD) })),
    place,
  };
}
