import { type ConditionBlock, type Statement } from '../identity/statement';
import { Problems } from '../../lib/values/problems';
import { checkAccounts } from './account-checks';
import { OrganizationPolicy, OrganizationPolicyKind } from './organization-policy';

/** One declared way for another account, or for an AWS service that acts for it, to resources of these accounts. */
export interface ResourcePathway {
  /** The account it comes from: twelve digits, one of `organizationAccounts`. */
  readonly fromAccount: string;
  /** The resources it leads to, each by its ARN, for example a bucket and its objects. `*` alone is refused. */
  readonly resourceArns: string[];
  /**
   * Principals of that account that may use it, by ARN; `*` in the role name stands for any characters.
   * @default - every principal of that account that the resource's own policy lets in
   */
  readonly principalArns?: string[];
  /**
   * Whether AWS services acting for that account use it, as log delivery does, instead of its principals. Declare two pathways for both.
   * @default false
   */
  readonly byServices?: boolean;
}

/** A provider of OpenID Connect whose workloads may sign in. */
export interface TrustedTokens {
  /** The provider's host and path, as its condition keys begin: `tokens.example.com`. */
  readonly provider: string;
  /** The subjects that may sign in, each whole or ending in `*` after a fixed prefix. */
  readonly subjects: string[];
}

/** What the resource control policy of one environment's accounts is made from. */
export interface ResourceControlsProps {
  /** Name of the policy, unique in the organisation. */
  readonly name: string;
  /** The accounts the policy stands over: those of one environment, and no other. */
  readonly accounts: string[];
  /** Every account of the organisation: a pathway from an unknown one is refused. */
  readonly organizationAccounts: string[];
  /**
   * Declared ways in.
   * @default - nobody outside `accounts` gets in
   */
  readonly pathways?: ResourcePathway[];
  /**
   * Paths of organisational units whose accounts belong to the environment as well, for example `o-a1/r-b2/ou-b2-11/*`. A path
   * without a unit is the whole organisation, which would let every environment pass: refused.
   * @default - only the accounts named
   */
  readonly organizationPaths?: string[];
  /**
   * Services whose resources are guarded, by their prefix in actions. Roles are always guarded.
   * @default - dynamodb, ecr, events, kms, logs, s3, secretsmanager and sqs
   */
  readonly services?: string[];
  /**
   * Providers of OpenID Connect whose workloads may take roles of the accounts.
   * @default - no workload of any provider
   */
  readonly trustedTokens?: TrustedTokens[];
}

const defaults = { services: ['dynamodb', 'ecr', 'events', 'kms', 'logs', 's3', 'secretsmanager', 'sqs'] };

/** Services that take resource control policies and have resources worth guarding (AWS Organizations User Guide, October 2026). */
const supported: ReadonlySet<string> = new Set([
  'aoss', 'appconfig', 'codeartifact', 'codebuild', 'codecommit', 'codepipeline', 'cognito-identity', 'cognito-idp', 'dax', 'dsql', 'dynamodb',
  'ecr', 'events', 'firehose', 'kendra', 'kinesisvideo', 'kms', 'logs', 'memorydb', 'opensearch', 'rolesanywhere', 's3', 'secretsmanager',
  'servicediscovery', 'sqs', 'swf', 'transfer', 'wafv2', 'xray',
]);

/**
 * Who may touch the resources of an environment's accounts, whatever a bucket, key, queue, secret or role policy says: the
 * accounts' own principals, and others only over declared pathways. This is what holds when a mistake in production's own
 * template invites staging in.
 *
 * It is keyed on accounts (`aws:PrincipalAccount`, `aws:SourceAccount`) or units, never on the organisation alone: staging belongs to
 * the same organisation. AWS services are let in when they act for an account of the environment or of a pathway. A pathway
 * opens a resource to an account; with which actions, the resource's own policy decides, since a resource control policy knows no
 * `NotAction`. It has no effect on the management account and on service-linked roles.
 *
 * Refuses unknown accounts in pathways, pathways to everything, paths that are the whole organisation, services that take no
 * such policy, and more text than AWS takes.
 *
 * Serves ISL-08, ISL-11, ISL-13 and DAT-01. Source: AWS Organizations User Guide, resource control policies.
 *
 * @example
 * const policy = ResourceControls.of({
 *   name: 'audit',
 *   accounts: ['444444444444'],
 *   organizationAccounts: ['111111111111', '222222222222', '444444444444'],
 *   pathways: [{ fromAccount: '222222222222', resourceArns: ['arn:aws:s3:::audit-archive', 'arn:aws:s3:::audit-archive/*'], byServices: true }],
 * });
 */
export class ResourceControls {
  /** Writes the policy. */
  public static of(props: ResourceControlsProps): OrganizationPolicy {
    refuse(props);
    return new OrganizationPolicy({
      kind: OrganizationPolicyKind.RESOURCE_CONTROL,
      name: props.name,
      description: `Who may touch what is in ${props.accounts.join(', ')}.`,
      accounts: props.accounts,
      statements: statementsOf(props).map((statement) => ({ ...statement })),
    });
  }

  private constructor() {}
}

/** The pathways that lead to one set of resources. */
interface Opening {
  readonly resources: readonly string[];
  readonly pathways: readonly ResourcePathway[];
}

/** Principals and AWS services are told apart from the start: a way for the one opens nothing for the other. */
function statementsOf(props: ResourceControlsProps): Statement[] {
  const pathways = props.pathways ?? [];
  const forPrincipals = openingsOf(pathways.filter(({ byServices }) => byServices !== true));
  const forServices = openingsOf(pathways.filter(({ byServices }) => byServices === true));
  const actions = guardedActionsOf(props);
  const deny = { Effect: 'Deny', Principal: '*' } as const;
  return [
    { Sid: 'OwnPrincipals', ...deny, Action: actions, ...besides(forPrincipals), Condition: unlessPrincipal(props, []) },
    { Sid: 'ServicesForOwnAccounts', ...deny, Action: actions, ...besides(forServices), Condition: unlessServiceFor(props, []) },
    ...forPrincipals.map((opening, i): Statement => ({
      Sid: `Principals${i + 1}`, ...deny, Action: actionsOn(opening, actions), Resource: opening.resources, Condition: unlessPrincipal(props, opening.pathways),
    })),
    ...forServices.map((opening, i): Statement => ({
      Sid: `Services${i + 1}`, ...deny, Action: actionsOn(opening, actions), Resource: opening.resources, Condition: unlessServiceFor(props, opening.pathways),
    })),
    { Sid: 'EncryptedTransport', Effect: 'Deny', Principal: '*', Action: ['s3:*', 'sqs:*'], Resource: '*', Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } } },
    ...denyTokens(props.trustedTokens ?? []),
  ];
}

function guardedActionsOf({ services }: ResourceControlsProps): string[] {
  return [...(services ?? defaults.services).map((service) => `${service}:*`), 'sts:AssumeRole'];
}

/** Only the actions that can meet the resources of an opening, because the characters of a policy are few. */
function actionsOn({ resources }: Opening, guarded: readonly string[]): string[] {
  const possible = resources.map((arn) => arn.split(':')[2]).map((service) => (service === 'iam' ? 'sts:AssumeRole' : `${service}:*`));
  return possible.every((action) => guarded.includes(action)) ? [...new Set(possible)] : [...guarded];
}

function besides(openings: readonly Opening[]): Pick<Statement, 'Resource' | 'NotResource'> {
  const open = openings.flatMap(({ resources }) => resources);
  return open.length === 0 ? { Resource: '*' } : { NotResource: open };
}

/** One opening per resource, joined where the same pathways lead to several. */
function openingsOf(pathways: readonly ResourcePathway[]): Opening[] {
  const resources = [...new Set(pathways.flatMap(({ resourceArns }) => resourceArns))];
  const openings = new Map<string, { resources: string[]; pathways: ResourcePathway[] }>();
  for (const resource of resources) {
    const leading = pathways.filter(({ resourceArns }) => resourceArns.includes(resource));
    const key = leading.map((pathway) => pathways.indexOf(pathway)).join();
    const opening = openings.get(key) ?? { resources: [], pathways: leading };
    opening.resources.push(resource);
    openings.set(key, opening);
  }
  return [...openings.values()];
}

/**
 * True for a principal that is neither of the environment nor of a pathway, and is no AWS service. A request without an account
 * (anonymous) has no key and so is refused too.
 */
function unlessPrincipal(props: ResourceControlsProps, pathways: readonly ResourcePathway[]): ConditionBlock {
  const wholeAccounts = pathways.filter(({ principalArns }) => principalArns === undefined).map(({ fromAccount }) => fromAccount);
  const arns = pathways.flatMap(({ principalArns }) => principalArns ?? []);
  return {
    StringNotEqualsIfExists: { 'aws:PrincipalAccount': [...new Set([...props.accounts, ...wholeAccounts])] },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    ...(arns.length === 0 ? {} : { ArnNotLikeIfExists: { 'aws:PrincipalArn': [...new Set(arns)] } }),
    ...unlessPath(props, 'aws:PrincipalOrgPaths'),
  };
}

/** `ForAllValues` holds for a request without paths, so that a principal outside the organisation stays refused. */
function unlessPath({ organizationPaths }: ResourceControlsProps, key: string): ConditionBlock {
  return organizationPaths === undefined ? {} : { 'ForAllValues:StringNotLike': { [key]: organizationPaths } };
}

/**
 * True for an AWS service that acts for an account which is neither of the environment nor of a pathway. Some services do not say
 * for whom they act; those are left to the resource's own policy.
 */
function unlessServiceFor(props: ResourceControlsProps, pathways: readonly ResourcePathway[]): ConditionBlock {
  return {
    StringNotEquals: { 'aws:SourceAccount': [...new Set([...props.accounts, ...pathways.map(({ fromAccount }) => fromAccount)])] },
    Null: { 'aws:SourceAccount': 'false' },
    Bool: { 'aws:PrincipalIsAWSService': 'true' },
    ...unlessPath(props, 'aws:SourceOrgPaths'),
  };
}

function denyTokens(trusted: readonly TrustedTokens[]): Statement[] {
  const deny = { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRoleWithWebIdentity', Resource: '*' } as const;
  if (trusted.length === 0) return [{ Sid: 'NoTokens', ...deny }];
  return [
    { Sid: 'TrustedTokenProviders', ...deny, Condition: { Null: Object.fromEntries(trusted.map(({ provider }) => [`${provider}:sub`, 'true'])) } },
    ...trusted.map(({ provider, subjects }, i): Statement => ({
      Sid: `TokenSubjects${i + 1}`, ...deny,
      Condition: { StringNotLike: { [`${provider}:sub`]: subjects }, Null: { [`${provider}:sub`]: 'false' } },
    })),
  ];
}

function refuse(props: ResourceControlsProps): void {
  const problems = new Problems();
  checkAccounts(problems, 'accounts', props.accounts);
  checkAccounts(problems, 'organizationAccounts', props.organizationAccounts);
  for (const [i, pathway] of (props.pathways ?? []).entries()) refusePathway(problems, `pathways[${i}]`, pathway, props);
  for (const [i, path] of (props.organizationPaths ?? []).entries()) {
    problems.when(!/^o-[a-z0-9]+\/r-[a-z0-9]+\/(ou-[a-z0-9]+-[a-z0-9]+\/)+\*?$/.test(path), {
      at: `organizationPaths[${i}]`, must: 'must go down to an organisational unit', got: path, fix: 'for example "o-a1b2c3/r-ab12/ou-ab12-11111111/*"; the whole organisation would let every environment pass',
    });
  }
  for (const [i, service] of (props.services ?? []).entries()) {
    problems.when(!supported.has(service), { at: `services[${i}]`, must: 'must be a service that takes resource control policies', got: service, fix: `one of ${[...supported].join(', ')}` });
  }
  for (const [i, { subjects }] of (props.trustedTokens ?? []).entries()) {
    problems.when(subjects.length === 0 || subjects.some((subject) => /^.{0,3}\*|\*.|\?/.test(subject)), {
      at: `trustedTokens[${i}].subjects`, must: 'must each be whole or end in * after a fixed prefix', got: subjects, fix: 'name the repository and environment',
    });
  }
  problems.refuse(`resource controls "${props.name}"`);
}

function refusePathway(problems: Problems, at: string, pathway: ResourcePathway, props: ResourceControlsProps): void {
  const { fromAccount, resourceArns, principalArns } = pathway;
  problems.when(!props.organizationAccounts.includes(fromAccount), {
    at: `${at}.fromAccount`, must: 'must be an account of the organisation', got: fromAccount, fix: 'add it to organizationAccounts or correct it',
  });
  problems.when(resourceArns.length === 0 || resourceArns.some((arn) => !/^arn:[\w-]+:[\w-]+:[^*]*:[^*:]+/.test(arn)), {
    at: `${at}.resourceArns`, must: 'must be ARNs of named resources', got: resourceArns, fix: 'name what the pathway leads to',
  });
  problems.when(principalArns?.some((arn) => !arn.includes(`::${fromAccount}:`)) ?? false, {
    at: `${at}.principalArns`, must: `must be principals of ${fromAccount}`, got: principalArns, fix: 'declare one pathway per account',
  });
}
