// What the theorem of parity of the example costs, in milliseconds: of processor time (of all threads, with those that compile and collect
// garbage) and, for the comparison, on the clock. Prints one line of JSON.
import { App } from 'aws-cdk-lib';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProfessionalServices } from '../examples/professional-services/platform';
import { readMaterial } from '../policies/parity/material';
import { proveParity } from '../policies/parity/prove-parity';

const file = (directory: string): string => join(directory, 'parity.json');
const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> };

const directory = mkdtempSync(join(tmpdir(), 'understudy-bench-'));
try {
  const app = new App({
    outdir: directory, analyticsReporting: false,
    context: { ...context, 'aws:cdk:enable-path-metadata': true, 'understudy:parity': { from: 'production', to: 'staging', swaps: [] } },
  });
  buildProfessionalServices(app);
  const started = processor();
  app.synth();
  const synthesized = processor();
  const material = readMaterial(file(directory));
  const loaded = processor();
  const begun = process.hrtime.bigint();
  const report = proveParity(material);
  const clock = Number(process.hrtime.bigint() - begun) / 1e6;
  const compared = processor();
  console.log(JSON.stringify({
    verdict: report.verdict, resources: report.theorem.resources, syntheses: material.variants.length + 1,
    synthesize: Math.round(synthesized - started), load: Math.round(loaded - synthesized), compare: Math.round(compared - loaded), compareOnTheClock: Math.round(clock),
  }));
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function processor(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
