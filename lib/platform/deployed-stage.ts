import { Stage, StageProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DeploymentPathway } from '../../constructs/pathways/deployment-pathway';

/** A stage whose stacks are deployed over a pathway, by the pipeline of its own and with roles of its own. */
export abstract class DeployedStage extends Stage {
  protected constructor(scope: Construct, id: string, public readonly deployment: DeploymentPathway, props: StageProps) {
    super(scope, id, props);
  }
}
