import type { CfnResource, IPolicyValidationContext, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { NagPack } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { judgeAcknowledgements } from './acknowledgements/judge-acknowledgements';
import { acknowledgementRules } from './acknowledgements/rules';
import { encryptionRules } from './encryption/rules';
import { iso27001Rules } from './iso27001/rules';
import { isolationRules } from './isolation/rules';
import { judgeScope, judgeSynthesis, report, ruleNames, type RuleSet } from './judge-templates';

/**
 * One account that may be named by the policies of another: a log archive that an environment writes to, a delivery
 * account that deploys to it.
 */
export interface PermittedCrossing {
  /** The account whose policies do the naming, twelve digits. */
  readonly grantor: string;
  /** The account that is named, twelve digits. It must still be named by an exact role, user or source and never as a whole. */
  readonly grantee: string;
  /**
   * Id of the link that the crossing leads through, where the id alone does not say whose it is: the name of an endpoint
   * service (`com.amazonaws.vpce...`), or the id of a transit gateway, a resolver rule, a profile or a service network.
   *
   * @default - none: a link that the account does not make itself fails
   */
  readonly through?: string;
  /** Why the crossing is needed, in words a reviewer can judge; an empty reason is refused. */
  readonly reason: string;
}

/** What `IsolationChecks` takes as permitted. */
export interface IsolationChecksProps {
  /**
   * Crossings between accounts that are needed beside the pathways that a `Platform` declares in the assembly.
   *
   * @default - none: a policy that names an account no pathway leads to fails
   */
  readonly crossings?: PermittedCrossing[];
}

/**
 * Rules that keep environments apart: no policy lets another account in, no network link leaves the account, nothing is
 * shared, replicated or made public. They read the synthesized templates, so overrides and raw resources are judged too.
 *
 * Every rule of this pack is locked: an acknowledgement silences none, and is a finding itself. The pack also judges the
 * acknowledgements of all other packs: one beside the register of exceptions fails (`ExceptionRegister`, or `exceptions` of a `Platform`),
 * and so does one without its pack's name, without a reason, or of an unknown rule.
 *
 * @example
 * const app = new App();
 * Validations.of(app).addPlugins(new IsolationChecks(app, {
 *   crossings: [{ grantor: '111111111111', grantee: '333333333333', reason: 'the delivery account deploys to production' }],
 * }));
 */
export class IsolationChecks extends NagPack {
  /** `Isolation`, as in the acknowledgement id `Isolation::Isolation-<rule>`. */
  public readonly name: string = 'Isolation';
  /** The rules of this pack, with the pack's name before each. */
  public override readonly ruleIds?: string[];
  private readonly rules: RuleSet;

  public constructor(scope?: IConstruct, props: IsolationChecksProps = {}) {
    super(scope);
    this.packName = 'Isolation';
    const crossings = checked(props.crossings ?? []);
    this.rules = {
      name: 'Isolation', rules: isolationRules,
      crossings: {
        permits: (grantor, grantee) => crossings.some((crossing) => crossing.grantor === grantor && crossing.grantee === grantee),
        leadsThrough: (grantor, link) => crossings.some((crossing) => crossing.grantor === grantor && crossing.through === link),
      },
    };
    this.ruleIds = [...ruleNames(this.rules), ...acknowledgementRules.map(({ id }) => `Isolation-${id}`)];
  }

  /** Judges the templates of a synthesis and the acknowledgements of its construct tree. */
  public override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return this.withAcknowledgements(judgeSynthesis(this.rules, context), context.appConstruct);
  }

  /** Judges everything below a construct, without a validation of the app. Synthesizes the app or stage it stands in. */
  public override validateScope(scope: IConstruct): PolicyValidationPluginReport {
    return this.withAcknowledgements(judgeScope(this.rules, scope), scope);
  }

  /** Nothing to do: the pack reads templates, since constructs do not show what an override changed. */
  protected checkResource(_node: CfnResource): void {}

  private withAcknowledgements({ violations }: PolicyValidationPluginReport, root: IConstruct): PolicyValidationPluginReport {
    return report([...violations, ...judgeAcknowledgements('Isolation', acknowledgementRules, root, acknowledgeable)]);
  }
}

const acknowledgeable = [
  { namespace: 'Isolation', rules: [...isolationRules, ...acknowledgementRules.map(({ id }) => ({ id, severity: 'fatal' }))] },
  { namespace: 'Encryption', rules: encryptionRules },
  { namespace: 'Iso27001', rules: iso27001Rules },
].map(({ namespace, rules }) => {
  const named = (locked: boolean): Set<string> => new Set(rules.filter(({ severity }) => (severity === 'fatal') === locked).map(({ id }) => `${namespace}-${id}`));
  return { namespace, open: named(false), locked: named(true) };
});

function checked(crossings: readonly PermittedCrossing[]): readonly PermittedCrossing[] {
  const problems = crossings.flatMap(({ grantor, grantee, reason }, index) => [
    ...[['grantor', grantor], ['grantee', grantee]].filter(([, account = '']) => !/^\d{12}$/.test(account))
      .map(([name = '', account]) => `- crossings[${index}].${name}: must be an account id of twelve digits, got ${JSON.stringify(account)}; write it as a string`),
    ...grantor === grantee ? [`- crossings[${index}].grantee: must be another account than the grantor, got ${JSON.stringify(grantee)}; remove the crossing`] : [],
    ...reason.trim() === '' ? [`- crossings[${index}].reason: must say why the crossing is needed, got ${JSON.stringify(reason)}; name what crosses and who needs it`] : [],
  ]);
  if (problems.length > 0) throw new Error([`isolation checks have ${problems.length === 1 ? '1 problem' : `${problems.length} problems`}`, ...problems].join('\n'));
  return crossings;
}
