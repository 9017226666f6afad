/**
 * How an app ends when its definition is refused.
 *
 * Without it, node prints the line of this library that noticed the mistake and a stack trace; the problems stand between
 * them. `understudy synth` prints the problems alone in either case. Call it first in the file that makes the `App`, so
 * that `cdk synth` and `cdk deploy` do so too.
 *
 * @example
 * RefusedDefinitions.printPlainly();
 */
export class RefusedDefinitions {
  /** From now on a refused definition ends the process with its problems on stderr and exit code 2; any other error as before. */
  public static printPlainly(): void {
    process.on('uncaughtException', (error) => {
      const refused = error instanceof Error && error.name === 'DefinitionError';
      process.stderr.write(`${refused ? error.message : error instanceof Error ? error.stack ?? error.message : String(error)}\n`);
      process.exit(refused ? 2 : 1);
    });
  }

  private constructor() {}
}
