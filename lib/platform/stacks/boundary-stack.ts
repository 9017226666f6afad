import { Stack, Stage } from 'aws-cdk-lib';
import { ForeignResources, PermissionBoundary } from '../../../constructs/identity/permission-boundary';
import { protectedRoles } from '../../../constructs/identity/protected-roles';
import { DeployedStage } from '../deployed-stage';
import { deploymentRolesOf } from '../deployment-of';
import { administratorsSynthesizer } from '../platform-stack';
import { BOUNDARY_NAME } from '../surroundings';

/** What the boundary lets through to other accounts, each by a declared pathway. */
export interface BoundaryStackProps {
  readonly assumableRoleArns: string[];
  readonly foreignResources: ForeignResources[];
  /** Roles of the account that share snapshots of databases; nobody where there is none. */
  readonly snapshotSharerArns?: string[];
}

/** Deployed first in every account: the permission boundary that every role of the stage carries. */
export class BoundaryStack extends Stack {
  public readonly boundary: PermissionBoundary;

  public constructor(stage: Stage, props: BoundaryStackProps) {
    super(stage, 'Boundary', {
      description: 'What no role of this account may ever do, whatever it is granted', synthesizer: administratorsSynthesizer(stage),
    });
    this.boundary = new PermissionBoundary(this, 'Boundary', { policyName: BOUNDARY_NAME, regions: [this.region], ...custodiansOf(stage), ...props });
    this.boundary.applyTo(stage);
  }
}

/** In an environment, what deploys it may touch what guards it, and nobody else may touch what deploys it. */
function custodiansOf(stage: Stage): { custodianArns?: string[]; protectedRoles?: string[] } {
  if (!(stage instanceof DeployedStage)) return {};
  const deployers = deploymentRolesOf(stage.deployment);
  return { custodianArns: [stage.deployment.roleArnOf(deployers)], protectedRoles: [...protectedRoles, deployers] };
}
