import { CfnResource, Stack, Stage } from 'aws-cdk-lib';

/** The CDK asks a resource for its part of the template when it looks for references, and when it writes the template. */
const ASKED = 2;

/**
 * Resources that a synthesis does not put into its templates. They are there for all who refer to them; what refers from them to other
 * stacks is not exported for their sake.
 */
export class LeftOut {
  /** Whether something looked into a resource that was left out: the hash of a function's version does, and what it made of it is of no use. */
  public wasMissed = false;

  public constructor(private readonly paths: ReadonlySet<string>) {}

  /** Call it when everything is constructed. The template of a nested stack has its hash in the template around it: nothing is left out there. */
  public apply(stage: Stage): void {
    for (const construct of stage.node.findAll()) {
      if (CfnResource.isCfnResource(construct) && this.paths.has(construct.node.path) && !Stack.of(construct).nested) this.leaveOut(construct);
    }
  }

  private leaveOut(resource: CfnResource): void {
    let asked = 0;
    Object.defineProperty(resource, '_toCloudFormation', { value: () => {
      asked += 1;
      this.wasMissed ||= asked > ASKED;
      return {};
    } });
  }
}
