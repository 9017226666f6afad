import { Terminal } from './terminal';

/** What every command gets from the command line it belongs to. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Show what helps to find a mistake in the tool or in the app. */
  readonly debug: boolean;
  /** Aborted when the person at the terminal wants to stop. */
  readonly stop: AbortSignal;
  /** Ends the command when `stop` is aborted. */
  throwIfStopped(): void;
  exitWith(code: number): void;
}
