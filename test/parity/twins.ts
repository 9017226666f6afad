import { App, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { testApp } from '../synthesize';
import { loadAssembly } from '../../policies/assembly/load-assembly';
import { viewOf, type DeclaredEnvironment, type Material, type Variant, type View } from '../../policies/parity/material';

/** What a module may look at, beside its parameters. */
export interface Seen {
  readonly name: string;
  readonly kind: string;
  readonly account: string;
  readonly region: string;
  readonly cidr: string;
  readonly zone: string;
}

export type Build = (scope: Construct, seen: Seen) => void;

export const PRODUCTION: DeclaredEnvironment = {
  name: 'production', kind: 'production', account: '111111111111', region: 'eu-west-1', cidr: '10.10.0.0/16', zoneName: 'projects.example.com', parameters: {},
};
export const STAGING: DeclaredEnvironment = {
  name: 'staging', kind: 'staging', account: '222222222222', region: 'eu-central-1', cidr: '10.20.0.0/16', zoneName: 'staging.projects.example.org', parameters: {},
};

/** The stacks that `build` makes for an environment, synthesized at its place in an app of its own. */
export function synthesized({ name, kind, account, region, cidr, zoneName }: DeclaredEnvironment, build: Build, app: App = testApp({ sources: true })): View {
  const stage = new Stage(new Construct(app, 'Projects'), name, { env: { account, region } });
  build(new Stack(stage, 'Cases'), { name, kind, account, region, cidr, zone: zoneName });
  return viewOf(loadAssembly(stage.synth().directory), `Projects/${name}`);
}

/** As a platform makes it: the second environment is built by the same code, at its own place. */
export function materialOf(build: Build, more: Partial<Material> = {}): Material {
  const { from = PRODUCTION, to = STAGING } = more;
  const twin = synthesized(to, build);
  return { from, to, others: [], units: [], fromView: synthesized(from, build), toView: twin, twin: { swapped: new Set(), view: twin }, variants: [], ...more };
}

export function variant(view: View, ...swapped: string[]): Variant {
  return { swapped: new Set(swapped), view };
}
