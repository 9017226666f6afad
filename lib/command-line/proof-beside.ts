import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProofReport } from '../../policies/isolation/report';
import { runChild } from './child-process';
import { CommandContext } from './command-context';
import { isAssembly } from './output-directory';

/** How often to look whether the templates are there, in milliseconds. */
const LOOK_EVERY = 200;

/**
 * A proof of isolation that runs beside the judgement of policies: the CDK writes all templates, then its manifest, and then asks its
 * policies, for most of the time of a synthesis and on one processor.
 */
export class ProofBeside {
  private readonly place = mkdtempSync(join(tmpdir(), 'understudy-proof-'));
  private readonly given = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private proof: Promise<ProofReport | undefined> | undefined;

  public constructor(private readonly directory: string, private readonly context: CommandContext) {
    this.timer = setInterval(() => {
      if (this.proof === undefined && isAssembly(directory)) this.proof = this.prove();
    }, LOOK_EVERY);
    this.timer.unref();
  }

  /** The proof; undefined where there was none to make, or it could not be made beside. */
  public async report(): Promise<ProofReport | undefined> {
    clearInterval(this.timer);
    return this.proof;
  }

  /** Stops what still runs and removes what it wrote. */
  public async end(): Promise<void> {
    clearInterval(this.timer);
    this.given.abort();
    await this.proof;
    rmSync(this.place, { recursive: true, force: true });
  }

  private async prove(): Promise<ProofReport | undefined> {
    const file = join(this.place, 'proof.json');
    const program = process.argv[1];
    if (program === undefined) return undefined;
    try {
      await runChild([process.execPath, program, 'prove', this.directory, '--format', 'json', '--output', file], 'proof', {
        env: process.env, stop: AbortSignal.any([this.context.stop, this.given.signal]), loud: false,
      });
      return JSON.parse(readFileSync(file, 'utf8')) as ProofReport;
    } catch {
      return undefined; // whoever needs the proof makes it then, and tells what is wrong
    }
  }
}
