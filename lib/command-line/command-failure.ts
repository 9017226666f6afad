import { ExitCode } from './exit-code';

/** Ends a command with a message for the person at the terminal. Nobody sees its stack, unless `--debug` is given. */
export class CommandFailure extends Error {
  public override readonly name = 'CommandFailure';

  public constructor(message: string, public readonly exitCode: number = ExitCode.NO_RESULT) {
    super(message);
  }
}
