import { Lazy, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Names of the stacks below `scope`, between commas, as they are when everything was built. Nested stacks belong to their parents. */
export function declaredStacks(scope: IConstruct): string {
  return Lazy.string({
    produce: () => scope.node.findAll()
      .filter((construct): construct is Stack => Stack.isStack(construct) && construct.nestedStackParent === undefined)
      .map(({ stackName }) => stackName).toSorted().join(','),
  });
}
