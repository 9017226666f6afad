// One synthesis of the example in a process of its own, with the packs named by the first argument: "none" or "all". Prints the processor
// time of the whole process in milliseconds. The assembly goes to a temporary directory.
import { App } from 'aws-cdk-lib';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProfessionalServices } from '../examples/professional-services/platform';
import { addPolicies } from '../examples/professional-services/policies';

const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> };
const outdir = mkdtempSync(join(tmpdir(), 'understudy-bench-'));
try {
  const app = new App({ outdir, analyticsReporting: false, context: { ...context, '@aws-cdk/core:failSynthOnValidationErrors': false } });
  buildProfessionalServices(app);
  if (process.argv[2] === 'all') addPolicies(app);
  app.synth();
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
const { user, system } = process.cpuUsage();
process.stdout.write(`${(user + system) / 1000}\n`);
