import { type CloudFormationClient, type Stack, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

/** Names of the stacks of the account that nobody declared. Nested stacks belong to their parents. */
export async function undeclaredStacks(cloudformation: CloudFormationClient, known: ReadonlySet<string>): Promise<string[]> {
  const stacks: Stack[] = [];
  let next: string | undefined;
  do {
    const page = await cloudformation.send(new DescribeStacksCommand({ NextToken: next }));
    stacks.push(...page.Stacks ?? []);
    next = page.NextToken;
  } while (next !== undefined);
  return stacks
    .filter(({ ParentId, StackStatus }) => ParentId === undefined && StackStatus !== 'DELETE_COMPLETE')
    .map(({ StackName }) => StackName ?? '')
    .filter((name) => !known.has(name))
    .toSorted();
}
