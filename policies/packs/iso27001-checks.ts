import type { CfnResource, IPolicyValidationContext, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { NagPack } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { iso27001Rules } from './iso27001/rules';
import { judgeScope, judgeSynthesis, ruleNames } from './judge-templates';

/**
 * Rules for ISO 27001:2022 control 8.31 (separation of development, test and production) and its neighbours: logging,
 * retention, backup, hardening, secrets, change and labels. They read the synthesized templates, so overrides and raw
 * resources are judged too. A finding that is acknowledged with a reason is listed as suppressed in the validation report.
 *
 * @example
 * const app = new App();
 * Validations.of(app).addPlugins(new Iso27001Checks(app));
 */
export class Iso27001Checks extends NagPack {
  /** `Iso27001`, as in the acknowledgement id `Iso27001::Iso27001-<rule>`. */
  public readonly name: string = 'Iso27001';
  /** The rules of this pack, with the pack's name before each. */
  public override readonly ruleIds?: string[] = ruleNames(rules);

  public constructor(scope?: IConstruct) {
    super(scope);
    this.packName = 'Iso27001';
  }

  /** Judges the templates of a synthesis. */
  public override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return judgeSynthesis(rules, context);
  }

  /** Judges everything below a construct, without a validation of the app. Synthesizes the app or stage it stands in. */
  public override validateScope(scope: IConstruct): PolicyValidationPluginReport {
    return judgeScope(rules, scope);
  }

  /** Nothing to do: the pack reads templates, since constructs do not show what an override changed. */
  protected checkResource(_node: CfnResource): void {}
}

const rules = { name: 'Iso27001', rules: iso27001Rules };
