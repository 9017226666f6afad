import { Aspects, Stack, Stage } from 'aws-cdk-lib';

/** Makes CloudFormation refuse to delete any stack of `stage`, also one that is added later (PAR-08). */
export function keepStacks(stage: Stage): void {
  Aspects.of(stage).add({
    visit: (node) => {
      if (Stack.isStack(node) && !node.nested) node.terminationProtection = true;
    },
  });
}
