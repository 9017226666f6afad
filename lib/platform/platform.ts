import { Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Environment } from '../environment/environment';
import { IntegrationMode } from '../environment/integration';
import { Organization } from '../environment/organization';
import { Owner } from '../environment/owner';
import { Pathway } from '../environment/pathway';
import { SupportingAccount } from '../environment/supporting-account';
import { validateTogether } from '../environment/validate-together';
import { DeclaredException } from '../../policies/exceptions/declared-exception';
import { isDay } from '../../policies/exceptions/exception-state';
import { ExceptionRegister } from '../../policies/exceptions/exception-register';
import { LibraryReview } from '../../policies/exceptions/library-review';
import { DefinitionError, Problem, Problems } from '../values/problems';
import { ImageReference } from '../values/image-reference';
import { DomainName } from '../values/domain-name';
import { AuditStage } from './audit-stage';
import { DeliveryStage, RepositoryPuller } from './delivery-stage';
import { EnvironmentStage } from './environment-stage';
import { writeIntentions } from './intentions';
import { recordLibraryExceptions } from './library-exceptions';
import { logArchiveNames } from './log-archive-names';
import { comparedAlone, helpWithParity, makeTwins, offerParityMaterial } from './parity-material';
import { organizationPolicies } from './organization-policies';
import { Management, ORGANIZATION_ZONE, OrganizationStage, managementOf } from './organization-stage';
import { SupportingAccounts, Zone, zonesOf } from './platform-accounts';
import { pipelineProblems } from './pipeline-problems';
import { PipelineSignIn } from './pipeline-sign-in';
import { platformPathways } from './platform-pathways';
import { writePolicyDocuments } from './policy-documents';
import { QuarantineStage } from './quarantine-stage';
import { DataRefreshOptions } from './data-refresh-options';
import { refreshNamesOf, refreshPlanOf } from './refresh-plan';
import { refreshProblems } from './refresh-problems';
import { Surroundings, delegationOf, repositoryNameOf } from './surroundings';
import { Workload } from './workload';

/** Properties of a `Platform`. */
export interface PlatformProps {
  /** The AWS Organization that owns every account of the platform. */
  readonly organization: Organization;

  /** The system that runs in every environment, built by the same code for each. */
  readonly workload: Workload;

  /** The environments. Exactly one is production; the others are derived from it or stand beside it. */
  readonly environments: Environment[];

  /** Where images are kept and pipelines run: no environment's account. */
  readonly delivery: SupportingAccount;

  /** Where logs are kept so that no environment can change them. */
  readonly audit: SupportingAccount;

  /** Where production data is masked, and nothing else happens. */
  readonly quarantine: SupportingAccount;

  /**
   * The DNS zone above the zones of all environments, for example `example.com`. It is kept in the delivery account, so
   * that no environment answers for another.
   */
  readonly parentZoneName: string;

  /**
   * Crossings between accounts that the team needs beyond those of the platform itself.
   * @default only those the platform needs: deployment, logs, monitoring, DNS delegation, masked data
   */
  readonly pathways?: Pathway[];

  /**
   * How the pipeline of each environment proves itself to the delivery account, where it runs outside AWS.
   * @default - the pipelines run in the delivery account: the CodeBuild project `deliver-<environment>` may deploy that environment
   */
  readonly pipeline?: PipelineSignIn;

  /**
   * How production-derived data enters the environments whose data is masked: requested, approved by a second person, masked and verified in the
   * quarantine account, loaded with a signature, and destroyed there (DAT-01 to DAT-10).
   * @default - nothing brings masked data: environments that declare it stay empty
   */
  readonly refresh?: DataRefreshOptions;

  /**
   * ARN of the sink in the audit account to which environments show their metrics. AWS makes up a part of it, so there are two
   * steps: deploy the audit account, then read the ARN there (`aws oam list-sinks`), write it here and deploy the environments.
   * A sink of another account or region is refused. Environments in another region than the audit account are not linked.
   * @default the sink is made and admits the environments, and no environment is linked to it yet
   */
  readonly monitoringSinkArn?: string;

  /**
   * Findings of rules that may stand for a while, each with its owner and its end, their scopes beginning with the name of an
   * environment or of a supporting account: `staging/Reports/Cache/Bucket`. Any acknowledgement beside them is refused.
   * @default none: every finding fails, except those that this library accepts on its own parts (`understudy exceptions --library`)
   */
  readonly exceptions?: DeclaredException[];

  /**
   * The platform team's signature under what this library accepts on its own parts.
   * @default the review of the library's own release counts, until its last day
   */
  readonly libraryReview?: LibraryReview;

  /**
   * The day on which a synthesis without the command line judges whether exceptions have ended, `YYYY-MM-DD`.
   * @default only the command line judges it (`understudy synth` and `understudy exceptions`), since a synthesis reads no clock
   */
  readonly exceptionsJudgedOn?: string;
}

/**
 * One definition, separate accounts: a CDK `Stage` for each environment, all from the same workload and the same
 * constructs, and one each for the delivery, audit and quarantine accounts. What was intended (accounts, zones,
 * pathways, parameters) is written into the assembly as `understudy.json`, and the service and resource control policies
 * that follow from it as `organization-policies/<zone>.scp.json` and `.rcp.json`. Where the organization declares its
 * management account and its root, a stage `organization` puts them over an organizational unit for each zone.
 *
 * It refuses, with all problems in one message, environments that share an account, addresses, a DNS zone or a sign-in
 * group, supporting accounts that are an environment's, images that do not come from the delivery account, and an
 * environment that lacks something the others declare (ISL-01, ISL-03, ISL-06, DEL-01, PAR-01).
 *
 * @example
 * declare const app: App;
 * declare const workload: Workload;
 * declare const production: Environment;
 * declare const staging: Environment;
 * new Platform(app, 'Projects', {
 *   organization: { id: 'o-a1b2c3d4e5', allowedRegions: ['eu-west-1'] },
 *   workload,
 *   environments: [production, staging],
 *   delivery: { account: '555555555555', region: 'eu-west-1' },
 *   audit: { account: '666666666666', region: 'eu-west-1' },
 *   quarantine: { account: '777777777777', region: 'eu-west-1' },
 *   parentZoneName: 'example.com',
 * });
 */
export class Platform extends Construct {
  /** Every permitted crossing between accounts: the platform's own and those declared. */
  public readonly pathways: Pathway[];

  public constructor(scope: Construct, id: string, props: PlatformProps) {
    super(scope, id);
    const refreshed = refreshPlanOf(props.refresh, props.environments) !== undefined;
    this.pathways = [...platformPathways(props.environments, props.audit, ownerOf(id, props).team, refreshed), ...(props.pathways ?? [])];
    refuseWrong(id, props, this.pathways);

    const zones = zonesOf(props.environments, supportingOf(props), props.parentZoneName, props.refresh?.network.cidr);
    const surroundings = surroundingsOf(id, props, neighboursOf(zones, this.pathways));
    const management = managementOf(props.organization);
    const { environments, workload } = props;
    const parts = { platform: this, environments, workload, around: surroundings };
    helpWithParity(parts);
    if (makeTwins(parts)) return;
    const compared = comparedAlone(parts);
    const stages = (compared ?? environments).map((environment) => new EnvironmentStage(this, environment, workload, surroundings));
    offerParityMaterial({ ...parts, stages });
    if (compared !== undefined) return;
    const supporting = this.makeSupporting(props, stages, surroundings);
    this.makeOrganization(props.environments, zones, surroundings, management);
    writeIntentions(this, {
      platform: id,
      organization: props.organization,
      environments: props.environments,
      zones: [...zones, ...managementZones(management, surroundings)],
      pathways: this.pathways,
    });
    recordLibraryExceptions(this, [...stages, ...supporting], props.libraryReview);
    new ExceptionRegister(this, 'Exceptions', { exceptions: props.exceptions ?? [], ...(props.exceptionsJudgedOn === undefined ? {} : { today: props.exceptionsJudgedOn }) });
  }

  private makeSupporting({ environments }: PlatformProps, stages: readonly EnvironmentStage[], around: Surroundings): Stage[] {
    return [
      new DeliveryStage(this, environments, [...stages.flatMap(pullersOf), ...maskingPuller(around)], around),
      new AuditStage(this, environments, around),
      new QuarantineStage(this, around),
    ];
  }

  /** The policies over all zones, as documents and, where the management account is known, as its stage. */
  private makeOrganization(environments: readonly Environment[], zones: readonly Zone[], around: Surroundings, management?: Management): void {
    const policies = organizationPolicies({
      prefix: around.prefix,
      zones,
      pathways: this.pathways,
      managementAccount: around.organization.managementAccount,
      refreshed: around.refresh !== undefined,
      logArchive: logArchiveNames(around),
      delegations: environments.map((environment) => ({
        environment: environment.name, isProduction: environment.isProduction, agreed: delegationOf(environment, around),
      })),
    });
    writePolicyDocuments(this, policies);
    if (management !== undefined) new OrganizationStage(this, management, policies, around);
  }
}

/** The management account belongs to no environment and is named by no pathway. */
function managementZones(management: Management | undefined, { audit }: Surroundings): Zone[] {
  return management === undefined ? [] : [{
    name: ORGANIZATION_ZONE, kind: 'shared', account: management.account, region: audit.region, cidrs: [], domains: [],
  }];
}

function surroundingsOf(id: string, props: PlatformProps, neighbours: ReadonlyMap<string, readonly string[]> = new Map()): Surroundings {
  const imageNames = new Set(props.environments.flatMap(({ images }) => Object.keys(images)));
  return {
    prefix: id.toLowerCase(),
    organization: props.organization,
    ...supportingOf(props),
    parentZoneName: props.parentZoneName,
    owner: ownerOf(id, props),
    imageNames: [...imageNames].toSorted(),
    neighbours,
    reviewEveryDays: Math.min(...props.environments.map(({ governance }) => governance.accessReviewEveryDays)),
    ...(props.pipeline === undefined ? {} : { pipeline: props.pipeline }),
    refresh: refreshPlanOf(props.refresh, props.environments),
    ...(props.monitoringSinkArn === undefined ? {} : { monitoringSinkArn: props.monitoringSinkArn }),
  };
}

/** Account to the accounts that a pathway leads from or to. */
function neighboursOf(zones: readonly Zone[], pathways: readonly Pathway[]): ReadonlyMap<string, readonly string[]> {
  const accountOf = (name: string): string | undefined => zones.find((zone) => zone.name === name)?.account;
  const ends = pathways.map(({ from, to }) => [accountOf(from), accountOf(to)]);
  const others = (account: string): string[] => ends.flatMap((pair) => (pair.includes(account) ? pair : [])).filter((each) => each !== undefined && each !== account).map(String);
  return new Map(zones.map(({ account }) => [account, [...new Set(others(account))].toSorted()]));
}

function supportingOf({ delivery, audit, quarantine }: PlatformProps): SupportingAccounts {
  return { delivery, audit, quarantine };
}

function pullersOf({ account, pulls }: EnvironmentStage): RepositoryPuller[] {
  return pulls.map(({ repository, executionRoleName }) => ({ repository, account: account ?? '', roleName: executionRoleName }));
}

/** Quarantine pulls the masking image, and no other. */
function maskingPuller({ refresh, prefix, quarantine: { account } }: Surroundings): RepositoryPuller[] {
  const { repository, starter } = refreshNamesOf(prefix);
  return refresh === undefined ? [] : [{ repository, account, roleName: starter }];
}

/** Who answers for what belongs to no environment alone: the owner of production, else of the first environment. */
function ownerOf(id: string, { environments }: PlatformProps): Owner {
  const [first] = environments.toSorted((a, b) => Number(b.isProduction) - Number(a.isProduction));
  if (first === undefined) throw new DefinitionError(`platform "${id}"`, [{ at: 'environments', must: 'must name at least one environment', got: [] }]);
  return first.owner;
}

function refuseWrong(id: string, props: PlatformProps, pathways: readonly Pathway[]): void {
  const problems = new Problems();
  problems.when(!/^[A-Za-z][A-Za-z0-9-]{0,19}$/.test(id), {
    at: 'id', must: 'must be at most 20 letters, digits and hyphens and start with a letter', got: id, fix: 'it begins the names of buckets and keys',
  });
  problems.when(props.environments.some(({ name }) => name === ORGANIZATION_ZONE), {
    at: `environments.${ORGANIZATION_ZONE}`, must: 'must have another name, since it is that of the management account', got: ORGANIZATION_ZONE,
  });
  problems.addAll(validateTogether({
    environments: props.environments, organization: props.organization, supporting: { ...supportingOf(props) }, pathways,
  }));
  problems.addAll(sinkProblems(props));
  if (props.pipeline !== undefined) problems.addAll(pipelineProblems(props.pipeline, props.environments.map(({ name }) => name)));
  problems.addAll(reviewProblems(props));
  problems.addAll(props.environments.flatMap((environment) => zoneProblems(environment, props.parentZoneName)));
  problems.addAll(props.environments.flatMap((environment) => imageProblems(environment, surroundingsOf(id, props))));
  problems.addAll(props.environments.flatMap(gatedProblems));
  if (props.refresh !== undefined) problems.addAll(refreshProblems(props.refresh, props.environments, supportingOf(props), refreshNamesOf(id.toLowerCase()).repository));
  problems.refuse(`platform "${id}"`);
}

function sinkProblems({ monitoringSinkArn, audit: { account, region } }: PlatformProps): Problem[] {
  if (monitoringSinkArn === undefined || new RegExp(`^arn:[\\w-]+:oam:${region}:${account}:sink/[\\w-]+$`).test(monitoringSinkArn)) return [];
  return [{
    at: 'monitoringSinkArn', must: `must be the ARN of a sink of the audit account ${account} in ${region}`, got: monitoringSinkArn,
    fix: 'read it in the audit account with "aws oam list-sinks"',
  }];
}

function reviewProblems({ libraryReview }: PlatformProps): Problem[] {
  if (libraryReview === undefined) return [];
  const { owner, ticket, until } = libraryReview;
  const problems = new Problems();
  problems.when(owner.trim() === '', { at: 'libraryReview.owner', must: 'must say who answers for it', got: owner });
  problems.when(ticket.trim() === '', { at: 'libraryReview.ticket', must: 'must say where it is written down', got: ticket });
  problems.when(!isDay(until), { at: 'libraryReview.until', must: 'must be a day, YYYY-MM-DD', got: until });
  return [...problems.list];
}

function zoneProblems({ name, zoneName }: Environment, parentZoneName: string): Problem[] {
  if (DomainName.of(zoneName).isWithin(DomainName.pattern(`*.${parentZoneName}`))) return [];
  return [{ at: `environments.${name}.zoneName`, must: `must lie below the parent zone ${parentZoneName}`, got: zoneName }];
}

/** Nothing holds a call until it is approved yet, and an open way to a live system would be a live integration (INT-02). */
function gatedProblems({ name, integrations }: Environment): Problem[] {
  return Object.entries(integrations).filter(([, { mode }]) => mode === IntegrationMode.GATED).map(([key]) => ({
    at: `environments.${name}.integrations.${key}`, must: 'must not be gated: no connector holds its calls until they are approved',
    fix: 'use Integration.sandbox(...) or Integration.simulated()',
  }));
}

/**
 * An image is built once, in the delivery account, and promoted by its digest (DEL-01). It lies in the repository that the delivery
 * account opens for the service, in the one region whose registry the network of the environment reaches.
 */
function imageProblems({ name, region, images }: Environment, around: Surroundings): Problem[] {
  const { delivery } = around;
  const problems = new Problems();
  problems.when(region !== delivery.region, {
    at: `environments.${name}.region`, must: `must be that of the delivery account, ${delivery.region}, whose registry its network reaches`, got: region,
  });
  for (const [key, image] of Object.entries(images)) {
    const from = ImageReference.parse(image);
    const repository = repositoryNameOf(around, key);
    problems.when(from.account !== delivery.account || from.region !== delivery.region || from.repository !== repository, {
      at: `environments.${name}.images.${key}`,
      must: `must come from the delivery account ${delivery.account}, repository ${repository} in ${delivery.region}`,
      got: image,
      fix: 'promote the digest that the pipeline built',
    });
  }
  return [...problems.list];
}
