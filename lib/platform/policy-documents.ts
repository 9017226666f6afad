import { attachCustomSynthesis } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OrganizationPolicy } from '../../constructs/organization/organization-policy';
import { ZonePolicies } from './organization-policies';

const FOLDER = 'organization-policies';

/**
 * Writes the policies into the assembly, `organization-policies/<zone>.scp.json` and `.rcp.json`, for an organisation whose
 * management account is somebody else's to deploy to.
 */
export function writePolicyDocuments(scope: Construct, policies: readonly ZonePolicies[]): void {
  // A construct writes one thing into an assembly, and the platform itself writes what it intends.
  attachCustomSynthesis(new Construct(scope, 'OrganizationPolicies'), {
    onSynthesize: ({ assembly }) => {
      const folder = join(assembly.outdir, FOLDER);
      mkdirSync(folder, { recursive: true });
      for (const { zone, serviceControls, resourceControls } of policies) {
        writePolicy(join(folder, `${zone}.scp.json`), serviceControls);
        writePolicy(join(folder, `${zone}.rcp.json`), resourceControls);
      }
    },
  });
}

/** Without white space, which AWS counts when a file is handed over as it is. */
function writePolicy(file: string, policy: OrganizationPolicy): void {
  writeFileSync(file, JSON.stringify(policy.toJSON()));
}
