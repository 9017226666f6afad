import { join } from 'node:path';
import { materialOfPairs } from '../../policies/parity/material';
import { parityReports, tellParity } from '../../policies/parity/tell-parity';
import type { ReportedParity } from '../evidence/read/read-parity';
import { withoutSourceLines } from '../values/without-source-lines';
import { CommandContext } from './command-context';
import { loadEvidenceMaker } from './evidence-maker';
import { nodeOptions } from './node-options';
import { runAppBeside, type AppRun } from './run-app';
import { WorkBeside } from './work-beside';

/**
 * The theorem of parity for every environment that was derived from another, proved beside the synthesis: the same app in a second process
 * makes only their twins, which are held against what the synthesis has made.
 */
export class ParityBeside {
  private readonly work = new WorkBeside('twins');
  private readonly ended: Promise<void>;

  /** @param run the synthesis that it runs beside, as soon as the app is built */
  public constructor(run: AppRun, context: CommandContext) {
    const twins: AppRun = {
      ...run, directory: this.work.directory, build: false, silent: true,
      more: {
        context: { 'understudy:parity': { twinsFor: run.directory }, ...withoutSourceLines },
        env: { CDK_VALIDATION: 'false', ...nodeOptions(['--stack-trace-limit=0']) }, // where resources are made, the synthesis tells
      },
    };
    // An app may want what it has no platform for here: what counts is what it has made.
    this.ended = this.work.run((stop) => runAppBeside(twins, context, stop));
  }

  /** The reports; none where they could not be made, which the evidence says then. */
  public async reports(): Promise<ReportedParity[]> {
    await this.ended;
    try {
      const output = join(this.work.directory, 'reports.json');
      tellParity(parityReports(materialOfPairs(this.work.directory)), { format: 'json', output });
      return loadEvidenceMaker().readParity(output);
    } catch {
      return [];
    }
  }

  /** Stops what still runs and removes what it wrote. */
  public async end(): Promise<void> {
    await this.work.end();
  }
}
