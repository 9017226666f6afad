import { Stage, attachCustomSynthesis } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { countableTests } from '../environment/countable-tests';
import { Environment } from '../environment/environment';
import { Organization } from '../environment/organization';
import { Pathway } from '../environment/pathway';
import { Zone } from './platform-accounts';

/** What was meant, for whoever checks what was built. */
export interface Intended {
  readonly platform: string;
  readonly organization: Organization;
  readonly environments: readonly Environment[];
  readonly zones: readonly Zone[];
  readonly pathways: readonly Pathway[];
}

const FILE = 'understudy.json';

/**
 * Writes `understudy.json` into the assembly: accounts, zones, pathways and every parameter. It is made from the
 * declaration alone, never from the templates, so that a proof can hold the one against the other.
 */
export function writeIntentions(scope: Construct, intended: Intended): void {
  attachCustomSynthesis(scope, {
    onSynthesize: ({ assembly }) => {
      const document = { ...documentOf(intended), policies: registeredPolicies(scope) };
      writeFileSync(join(assembly.outdir, FILE), `${JSON.stringify(document, undefined, 2)}\n`);
    },
  });
}

/**
 * Names of the policies that judge the app. The report of a synthesis leaves out those that find nothing, and a reader must
 * not take a policy that never ran for one that is content.
 */
function registeredPolicies(scope: Construct): string[] {
  const { root } = scope.node;
  if (!Stage.isStage(root)) return [];
  const { _validationPlugins: plugins } = root;
  return plugins.map(({ name }) => name);
}

function documentOf({ platform, organization, environments, zones, pathways }: Intended): object {
  return {
    version: 1,
    platform,
    organization,
    zones: Object.fromEntries(zones.map(({ name, kind, account, cidrs, domains }) => [name, { kind, accounts: [account], cidrs, domains }])),
    pathways: pathways.map(({ from, to, carries, why, owner }) => ({ id: `${from}-${to}-${carries}`, from, to, carries, why, owner })),
    environments: Object.fromEntries(environments.map((environment) => [environment.name, {
      kind: environment.kind,
      account: environment.account,
      region: environment.region,
      ...(environment.derivedFrom === undefined ? {} : { derivedFrom: environment.derivedFrom.name }),
      parameters: environment.toParameters(),
      tests: countableTests(environment),
    }])),
    assumptions: [],
  };
}
