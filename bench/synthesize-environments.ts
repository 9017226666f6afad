// One synthesis of the example platform with as many environments as the first argument says, in a process of its own, judged by every
// pack unless the second argument is "none". Prints one line of JSON: resources, seconds of processor time and megabytes at the peak.
import { App } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { production, staging, training } from '../examples/professional-services/environments';
import { addPolicies } from '../examples/professional-services/policies';
import { ProfessionalServices } from '../examples/professional-services/workload';
import { AddressPlan, Environment, GroupRole, Integration, Platform } from '../lib';
import { loadAssembly } from '../policies/assembly/load-assembly';

const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> };
const count = Number(process.argv[2] ?? 1);
/** An organisation's policy holds nine environments in one platform; more are platforms beside each other. */
const most = 8;

/** The three environments of the example, and behind them classrooms, each with all that training has. */
function environmentsOf(number: number): Environment[] {
  const example = [production, staging, training].slice(0, number);
  const names = Array.from({ length: number - example.length }, (_, index) => `class${String(index + 1).padStart(2, '0')}`);
  const addresses = AddressPlan.within('10.0.0.0/10', 16).allocate('production', 'staging', 'training', ...names);
  return [...example, ...names.map((name, index) => training.derive(name, {
    account: String(300_000_000_000 + index),
    network: { cidr: addresses.blockFor(name) },
    zoneName: `projects-${name}.example.com`,
    integrations: { sso: Integration.sandbox(`${name}-login.example.net`) },
    access: { groups: { [`${name}-trainers`]: GroupRole.TESTER, [`${name}-operators`]: GroupRole.OPERATOR, [`${name}-break-glass`]: GroupRole.BREAK_GLASS } },
  }))];
}

function buildPlatform(scope: Construct, number: number): void {
  new Platform(scope, 'Projects', {
    organization: { id: 'o-a1b2c3d4e5', allowedRegions: ['eu-west-1'] },
    workload: new ProfessionalServices(),
    environments: environmentsOf(number),
    delivery: { account: '555555555555', region: 'eu-west-1' },
    audit: { account: '666666666666', region: 'eu-west-1' },
    quarantine: { account: '777777777777', region: 'eu-west-1' },
    parentZoneName: 'example.com',
  });
}

const outdir = mkdtempSync(join(tmpdir(), 'understudy-bench-'));
try {
  const app = new App({ outdir, analyticsReporting: false, context: { ...context, '@aws-cdk/core:failSynthOnValidationErrors': false } });
  for (let made = 0; made < count; made += most) buildPlatform(new Construct(app, `Part${made / most + 1}`), Math.min(most, count - made));
  if (process.argv[3] !== 'none') addPolicies(app);
  app.synth();
  const { user, system } = process.cpuUsage();
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  const resources = loadAssembly(outdir).reduce((sum, { template }) => sum + Object.keys(template.Resources ?? {}).length, 0);
  process.stdout.write(`${JSON.stringify({ environments: count, resources, seconds: (user + system) / 1e6, megabytes })}\n`);
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
