// What the proof of parity of the example costs, in milliseconds of processor time. Prints one line of JSON.
import { App } from 'aws-cdk-lib';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProfessionalServices } from '../examples/professional-services/platform';
import { readMaterial, type View } from '../policies/parity/material';
import { nextSwaps } from '../policies/parity/next-swaps';
import { proveParity } from '../policies/parity/prove-parity';

const file = (directory: string): string => join(directory, 'parity.json');
const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> };
const read = new Map<string, View>();
if (process.argv[2] === 'ledger') Object.defineProperty(globalThis, Symbol.for('cdk-understudy.parity-swaps'), { value: (path: string) => nextSwaps(readMaterial(path, read)) });

const directory = mkdtempSync(join(tmpdir(), 'understudy-bench-'));
try {
  const app = new App({
    outdir: directory, analyticsReporting: false,
    context: { ...context, 'aws:cdk:enable-path-metadata': true, 'understudy:parity': { from: 'production', to: 'staging', ...(process.argv[2] === 'ledger' ? {} : { swaps: [] }) } },
  });
  buildProfessionalServices(app);
  const started = processor();
  app.synth();
  const synthesized = processor();
  const material = readMaterial(file(directory), read);
  const loaded = processor();
  const report = proveParity(material);
  const compared = processor();
  console.log(JSON.stringify({
    verdict: report.verdict, resources: report.theorem.resources, rows: report.ledger?.length ?? 0, undecided: (report.ledger ?? []).filter(({ undecided }) => undecided === true).length,
    syntheses: material.variants.length + 1, synthesize: Math.round(synthesized - started), load: Math.round(loaded - synthesized), compare: Math.round(compared - loaded),
  }));
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function processor(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
