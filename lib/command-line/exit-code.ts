/** What the command line ends with; part of its contract, see docs/command-line.md. */
export enum ExitCode {
  /** It worked and nothing was found. */
  FINE = 0,
  /** It worked and found something that must not be. */
  FINDINGS = 1,
  /** There is no result: wrong usage, a refused definition, an app that failed. */
  NO_RESULT = 2,
}
