import type { CfnResource, IPolicyValidationContext, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { NagPack } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { encryptionRules } from './encryption/rules';
import { judgeScope, judgeSynthesis, ruleNames } from './judge-templates';

/**
 * Rules for data at rest and in transit: everything stored is encrypted with a key that the same account makes, and every
 * listener, policy and parameter insists on TLS. They read the synthesized templates, so overrides and raw resources are
 * judged too. A finding that is acknowledged with a reason is listed as suppressed in the validation report.
 *
 * @example
 * const app = new App();
 * Validations.of(app).addPlugins(new EncryptionChecks(app));
 */
export class EncryptionChecks extends NagPack {
  /** `Encryption`, as in the acknowledgement id `Encryption::Encryption-<rule>`. */
  public readonly name: string = 'Encryption';
  /** The rules of this pack, with the pack's name before each. */
  public override readonly ruleIds?: string[] = ruleNames(rules);

  public constructor(scope?: IConstruct) {
    super(scope);
    this.packName = 'Encryption';
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

const rules = { name: 'Encryption', rules: encryptionRules };
