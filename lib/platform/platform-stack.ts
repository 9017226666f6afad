import { CfnElement, DefaultStackSynthesizer, Stack, StackProps, Stage } from 'aws-cdk-lib';
import { DeployedStage } from './deployed-stage';

/**
 * A stack of the platform. In an environment the pipeline of that environment deploys it; elsewhere an administrator does, with the roles
 * of the CDK bootstrap.
 */
export class PlatformStack extends Stack {
  public constructor(stage: Stage, id: string, props: StackProps = {}) {
    super(stage, id, { ...(stage instanceof DeployedStage ? { synthesizer: stage.deployment.makeSynthesizer() } : {}), ...props });
  }

  /** The id follows from the construct path, which never changes: the CDK asks for it at every reference, and hashes the path each time. */
  protected override allocateLogicalId(element: CfnElement): string {
    const known = logicalIds.get(element) ?? super.allocateLogicalId(element);
    logicalIds.set(element, known);
    return known;
  }
}

const logicalIds = new WeakMap<CfnElement, string>();

/** For the stacks on which the pipeline's own roles stand: an administrator deploys them, so that no pipeline changes what holds it. */
export function administratorsSynthesizer(stage: Stage): DefaultStackSynthesizer | undefined {
  return stage instanceof DeployedStage ? new DefaultStackSynthesizer({ qualifier: stage.deployment.qualifier }) : undefined;
}
