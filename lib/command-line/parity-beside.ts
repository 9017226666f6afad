import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MATERIAL_FILE } from '../../policies/parity/material';
import { parityReports, tellParity } from '../../policies/parity/tell-parity';
import type { ReportedParity } from '../evidence/read/read-parity';
import { CommandContext } from './command-context';
import { loadEvidenceMaker } from './evidence-maker';
import { nodeOptions } from './node-options';
import { runApp, type AppRun } from './run-app';

/**
 * The theorem of parity for every environment that was derived from another, proved beside the synthesis: the same app in a second process
 * makes only their twins, which are held against what the synthesis has made.
 */
export class ParityBeside {
  private readonly place = mkdtempSync(join(tmpdir(), 'understudy-twins-'));
  private readonly given = new AbortController();
  private readonly ended: Promise<void>;

  /** @param run the synthesis that it runs beside, as soon as the app is built */
  public constructor(run: AppRun, context: CommandContext) {
    const twins: AppRun = {
      ...run, directory: this.place, build: false, silent: true,
      more: {
        context: { 'understudy:parity': { twinsFor: run.directory }, 'aws:cdk:disable-stack-trace': true },
        env: { CDK_VALIDATION: 'false', ...nodeOptions(['--stack-trace-limit=0']) }, // where resources are made, the synthesis tells
      },
    };
    const own: CommandContext = { ...context, stop: AbortSignal.any([context.stop, this.given.signal]), throwIfStopped: () => undefined };
    // An app may want what it has no platform for here: what counts is what it has made.
    this.ended = runApp(twins, own).catch(() => undefined);
  }

  /** The reports; none where they could not be made, which the evidence says then. */
  public async reports(): Promise<ReportedParity[]> {
    await this.ended;
    try {
      const pairs = join(this.place, 'pairs');
      const output = join(this.place, 'reports.json');
      tellParity(parityReports(readdirSync(pairs).toSorted().map((name) => join(pairs, name, MATERIAL_FILE))), { format: 'json', output });
      return loadEvidenceMaker().readParity(output);
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
