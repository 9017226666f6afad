import type { ReportedParity } from '../evidence/read/read-parity';
import { CommandBeside } from './command-beside';
import { CommandContext } from './command-context';
import { loadEvidenceMaker } from './evidence-maker';

/**
 * The theorem of parity for every environment that was derived from another, proved beside the synthesis: it runs the app in a process of
 * its own, which costs little where a processor is idle. Whether it is of the templates that are being written, the evidence tells by their digests.
 */
export class ParityBeside {
  private readonly parity: CommandBeside;
  private readonly ended: Promise<void>;

  public constructor(app: string | undefined, context: CommandContext) {
    this.parity = new CommandBeside('parity', context);
    this.ended = this.parity.run(['--no-build', ...(app === undefined ? [] : ['--app', app])]);
  }

  /** The reports; none where they could not be made, which the evidence says then. */
  public async reports(): Promise<ReportedParity[]> {
    await this.ended;
    try {
      return loadEvidenceMaker().readParity(this.parity.file);
    } catch {
      return [];
    }
  }

  /** Stops what still runs and removes what it wrote. */
  public async end(): Promise<void> {
    await this.parity.end();
  }
}
