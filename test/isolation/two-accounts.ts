import { App, Environment, Stack } from 'aws-cdk-lib';
import { loadAssembly } from '../../policies/assembly/load-assembly';
import type { AssemblyStack } from '../../policies/assembly/load-assembly';
import { parseZones } from '../../policies/isolation/parse-zones';
import { proveIsolation } from '../../policies/isolation/prove';
import type { ProofOptions } from '../../policies/isolation/prove';
import type { ProofReport, ReportedFinding } from '../../policies/isolation/report';
import { testApp } from '../synthesize';

export const PRODUCTION = '111111111111';
export const STAGING = '222222222222';

export const ZONES = {
  organization: { id: 'o-example1234' },
  zones: {
    production: { kind: 'production', accounts: [PRODUCTION], cidrs: ['10.10.0.0/16'], domains: ['projects.example.com'] },
    staging: { kind: 'staging', accounts: [STAGING], cidrs: ['10.20.0.0/16'], domains: ['staging.projects.example.com'] },
  },
  pathways: [] as object[],
  assumptions: [] as object[],
};

/** An app with one stack in each of two accounts, made by real CDK code, and the directory of its assembly. */
export function synthesizeTwo(build: (production: Stack, staging: Stack) => void): { directory: string; app: App } {
  const app = testApp({ sources: true });
  const env = (account: string): { env: Environment } => ({ env: { account, region: 'eu-west-1' } });
  build(new Stack(app, 'Production', env(PRODUCTION)), new Stack(app, 'Staging', env(STAGING)));
  return { directory: app.synth().directory, app };
}

export function prove(stacks: readonly AssemblyStack[], zones: unknown = ZONES, options: ProofOptions = {}): ProofReport {
  return proveIsolation(stacks, parseZones(zones, 'zones.json'), { today: '2026-01-15', ...options });
}

export function proveTwo(build: (production: Stack, staging: Stack) => void, zones: unknown = ZONES): ProofReport {
  return prove(loadAssembly(synthesizeTwo(build).directory), zones);
}

/** The findings in one line each: verdict, kind and the place to change. */
export function told(report: ProofReport): string[] {
  return report.findings.map((finding: ReportedFinding) => `${finding.verdict} ${finding.kind} ${finding.from.join()}>${finding.to} ${finding.steps.at(-1)?.logicalId ?? finding.steps.at(-1)?.stack ?? ''}`);
}
