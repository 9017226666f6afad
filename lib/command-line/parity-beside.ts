import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReportedParity } from '../evidence/read/read-parity';
import { runChild } from './child-process';
import { CommandContext } from './command-context';
import { loadEvidenceMaker } from './evidence-maker';

/**
 * The theorem of parity for every environment that was derived from another, proved beside the synthesis: it runs the app in a process of
 * its own, which costs little where a processor is idle. Whether it is of the templates that are being written, the evidence tells by their digests.
 */
export class ParityBeside {
  private readonly place = mkdtempSync(join(tmpdir(), 'understudy-parity-'));
  private readonly given = new AbortController();
  private readonly file = join(this.place, 'parity.json');
  private readonly ended: Promise<unknown>;

  public constructor(app: string | undefined, context: CommandContext) {
    const program = [process.execPath, process.argv[1] ?? '', 'parity', '--no-build', '--format', 'json', '--output', this.file, ...(app === undefined ? [] : ['--app', app])] as const;
    this.ended = runChild(program, 'parity', { env: process.env, stop: AbortSignal.any([context.stop, this.given.signal]), loud: false }).catch(() => undefined);
  }

  /** The reports; none where they could not be made, which the evidence says then. */
  public async reports(): Promise<ReportedParity[]> {
    await this.ended;
    try {
      return loadEvidenceMaker().readParity(this.file);
    } catch {
      return [];
    }
  }

  /** Stops what still runs and removes what it wrote. */
  public async end(): Promise<void> {
    this.given.abort();
    await this.ended;
    rmSync(this.place, { recursive: true, force: true });
  }
}
