import { build, type Plugin } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAULTS, type Fault } from './faults';

/** A fault and what the suite said of the prover that has it. */
export interface Noticed {
  readonly fault: Fault;
  readonly said: string;
}

/** Builds the prover once with each fault and lets the suite judge it. */
export async function seedFaults(faults: readonly Fault[] = FAULTS, report: (noticed: Noticed) => void = () => undefined): Promise<Noticed[]> {
  const directory = mkdtempSync(join(tmpdir(), 'understudy-faults-'));
  const noticed: Noticed[] = [];
  try {
    for (const fault of faults) {
      const outfile = join(directory, 'check.cjs');
      await build({ entryPoints: ['bench/mutations/check.ts'], bundle: true, platform: 'node', format: 'cjs', packages: 'external', outfile, plugins: [withFault(fault)], logLevel: 'silent' });
      const run = spawnSync(process.execPath, [outfile], { encoding: 'utf8', env: { ...process.env, NODE_PATH: join(process.cwd(), 'node_modules') } });
      const one = { fault, said: run.status === 0 ? run.stdout.trim() : `crashed: ${run.stderr.split('\n').find((line) => line.includes('Error')) ?? ''}` };
      noticed.push(one);
      report(one);
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return noticed;
}

function withFault({ file, from, to }: Fault): Plugin {
  return {
    name: 'fault',
    setup(builder) {
      builder.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (!path.endsWith(file)) return undefined;
        const source = readFileSync(path, 'utf8');
        if (!source.includes(from)) throw new Error(`${file} has no ${from}`);
        return { contents: source.replace(from, () => to), loader: 'ts' };
      });
    },
  };
}
