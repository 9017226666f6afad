import { Stack, aws_iam as iam } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

interface Statement {
  readonly Effect?: string;
  readonly Action?: unknown;
  readonly Resource?: unknown;
}

/** The ids under which the AwsSolutions pack reports the wildcards of a managed policy, one for each action and resource. */
export function wildcardFindings(construct: IConstruct): string[] {
  if (!(construct instanceof iam.CfnManagedPolicy)) return [];
  const { Statement: statements } = Stack.of(construct).resolve(construct.policyDocument) as { Statement: Statement[] };
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
  const found = [
    ...allowed.flatMap(({ Action }) => listOf(Action)).map((action) => `Action::${flat(action)}`),
    ...allowed.flatMap(({ Resource }) => listOf(Resource)).map((resource) => `Resource::${flat(resource)}`),
  ];
  return [...new Set(found.filter((finding) => finding.includes('*')))].map((finding) => `AwsSolutions::AwsSolutions-IAM5[${finding}]`);
}

function listOf(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** A CloudFormation value as the pack spells it: `{ Ref: 'Key' }` is `<Key>`, `{ 'Fn::GetAtt': ['Key', 'Arn'] }` is `<Key.Arn>`. */
function flat(value: unknown): string {
  if (typeof value === 'string') return value.replaceAll('${', '<').replaceAll('}', '>');
  const { Ref: name, 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::Sub': text, 'Fn::ImportValue': imported } = (value ?? {}) as Record<string, unknown>;
  if (Array.isArray(join)) return (join[1] as unknown[]).map(flat).join(String(join[0]));
  if (text !== undefined) return flat(text);
  if (Array.isArray(attribute)) return `<${attribute.map(flat).join('.')}>`;
  if (imported !== undefined) return flat(imported);
  if (name !== undefined) return `<${flat(name)}>`;
  return JSON.stringify(value);
}
