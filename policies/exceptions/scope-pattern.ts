import { CfnResource, Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Findings of construct libraries stand on any construct, those of rules on resources. */
const annotations = 'Annotation::';

/** A scope as a register writes it, ready to be held against paths: `*` is any letters of one part; a last `Resource` may be left out. */
export function scopePattern(scope: string): RegExp {
  const parts = scope.replace(/\/Resource$/, '').split('*').map((text) => text.replace(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('[^/]*')}(?:/Resource)?$`);
}

/** The constructs below `root` by their path there: resources, and for annotations all constructs in a stack. Read once, asked often. */
export class ConstructPaths {
  private readonly parts: ReadonlyArray<readonly [string, IConstruct]>;
  private readonly resources: ReadonlyArray<readonly [string, IConstruct]>;

  public constructor(root: IConstruct) {
    const prefix = root.node.path === '' ? 0 : root.node.path.length + 1;
    const all = root.node.findAll().map((construct) => [construct.node.path.slice(prefix), construct] as const);
    this.parts = all.filter(([, construct]) => !Stack.isStack(construct) && !Stage.isStage(construct));
    this.resources = all.filter(([, construct]) => CfnResource.isCfnResource(construct));
  }

  /** What `scope` means for `rule`. */
  public within(scope: string, rule: string): IConstruct[] {
    const pattern = scopePattern(scope);
    return (rule.startsWith(annotations) ? this.parts : this.resources).filter(([path]) => pattern.test(path)).map(([, construct]) => construct);
  }
}
