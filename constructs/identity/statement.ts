/** A condition block: operator, key, value or values. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** One policy statement as plain data, written the way AWS reads it. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: ConditionBlock;
}

/** A whole policy as plain data. */
export interface PolicyData {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** Statements as a policy. */
export function policyOf(statements: readonly Statement[]): PolicyData {
  return { Version: '2012-10-17', Statement: statements };
}

/** How many characters AWS counts of a policy that is sent without white space. */
export function charactersOf(policy: PolicyData): number {
  return JSON.stringify(policy).length;
}


/** The statements of a policy that this library wrote and handed out as plain data. */
export function statementsOf(policy: Record<string, unknown>): readonly Statement[] {
  return (policy as unknown as PolicyData).Statement;
}
