/** What an environment may cost, and when somebody is told (OPS-07). Alerts reach the owner of the environment. */
export interface EnvironmentBudget {
  /** Amount a month, in `currency`. More than 0. */
  readonly monthlyAmount: number;

  /**
   * Currency of the amounts: that of the AWS bill, three capital letters.
   * @default USD
   */
  readonly currency?: string;

  /**
   * Percents of the amount at which an alert is sent, each once a month, 1 to 1000, at most four. A forecast above 100 % is told besides.
   * @default [80, 100]
   */
  readonly alertAtPercent?: number[];

  /**
   * Least amount by which what is spent must exceed what is usual before an alert about an anomaly is sent. More than 0.
   * @default - a tenth of the monthly amount
   */
  readonly anomalyAmount?: number;
}

/** What a derived environment says differently about its budget. */
export interface EnvironmentBudgetOverrides {
  /**
   * Amount a month.
   * @default - as in the environment it is derived from; without a budget there, a budget must name it
   */
  readonly monthlyAmount?: number;

  /**
   * Currency of the amounts.
   * @default - as in the environment it is derived from
   */
  readonly currency?: string;

  /**
   * Percents at which an alert is sent; replaces the list.
   * @default - as in the environment it is derived from
   */
  readonly alertAtPercent?: number[];

  /**
   * Least amount of an anomaly.
   * @default - as in the environment it is derived from
   */
  readonly anomalyAmount?: number;
}
