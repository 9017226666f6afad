import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProofReport } from '../../policies/isolation/report';
import { runChild } from './child-process';
import { CommandContext } from './command-context';
import { isAssembly } from './output-directory';
import { WorkBeside } from './work-beside';

/** How often to look whether the templates are there, in milliseconds. */
const LOOK_EVERY = 200;

/**
 * A proof of isolation that runs beside the judgement of policies: the CDK writes all templates, then its manifest, and then asks its
 * policies, for most of the time of a synthesis and on one processor. A proof counts only for the files that it was made of: an app may
 * still change them.
 */
export class ProofBeside {
  private readonly work = new WorkBeside('prove');
  private readonly timer: NodeJS.Timeout;
  private proof: Promise<{ readonly of: string; readonly report: ProofReport } | undefined> | undefined;

  public constructor(private readonly directory: string, private readonly context: CommandContext) {
    this.timer = setInterval(() => {
      if (this.proof === undefined && isAssembly(directory)) this.proof = this.prove();
    }, LOOK_EVERY);
    this.timer.unref();
  }

  /** The proof; undefined where there was none to make, it could not be made beside, or something has changed since. */
  public async report(): Promise<ProofReport | undefined> {
    clearInterval(this.timer);
    const found = await this.proof;
    return found?.of === contentOf(this.directory) ? found.report : undefined;
  }

  /** Stops what still runs and removes what it wrote. */
  public async end(): Promise<void> {
    clearInterval(this.timer);
    await this.work.end();
    await this.proof;
  }

  private async prove(): Promise<{ readonly of: string; readonly report: ProofReport } | undefined> {
    try {
      const of = contentOf(this.directory);
      const file = join(this.work.directory, 'proof.json');
      const program = [process.execPath, process.argv[1] ?? '', 'prove', this.directory, '--format', 'json', '--output', file] as const;
      await this.work.run((stop) => runChild(program, 'prove', { env: process.env, stop: AbortSignal.any([this.context.stop, stop]), loud: false }));
      return { of, report: JSON.parse(readFileSync(file, 'utf8')) as ProofReport };
    } catch {
      return undefined; // whoever needs the proof makes it then, and tells what is wrong
    }
  }
}

/** What the CDK writes only after the templates. */
const LATER = ['validation-report.json'];

/** A digest of all JSON files of an assembly, by name: templates, manifests and what was intended. */
function contentOf(directory: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json') && !LATER.includes(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name)).toSorted();
  for (const file of files) hash.update(JSON.stringify(file)).update(createHash('sha256').update(readFileSync(file)).digest());
  return hash.digest('hex');
}
