import { LogKind } from './log-kind';

/** An account that sends logs to the archive. */
export interface LogSource {
  /** The account, 12 digits. */
  readonly account: string;
  /** What it sends. Whatever is not named here is not accepted. */
  readonly kinds: LogKind[];
  /**
   * ARN of the account's trail, see `AccountTrail.arnOf`.
   * @default - none; refused when `kinds` has CloudTrail
   */
  readonly trailArn?: string;
}
