/** An account beside the environments: delivery, audit, quarantine. No environment may live in it. */
export interface SupportingAccount {
  /** The AWS account id, 12 digits. */
  readonly account: string;

  /** The region, for example `eu-west-1`. */
  readonly region: string;

  /**
   * Its name in pathways and reports.
   * @default - its role in the platform: `delivery`, `audit`, `quarantine`
   */
  readonly name?: string;
}
