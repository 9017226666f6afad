import type { Resource } from './assembly-model';
import { resourceType } from './resource-types';
import { field, joined, Made, Pattern, untold, type Value } from './value';

/** What `Ref` gives where it is not the name: the ARN, or a form of its own. */
const REF_IS_ARN = new Set(['AWS::SecretsManager::Secret', 'AWS::SecretsManager::SecretTargetAttachment', 'AWS::IAM::ManagedPolicy']);
/** Types whose ARN or name the specification tells wrongly or not at all. */
const ARN_TEMPLATES: Readonly<Record<string, string>> = {
  'AWS::EC2::VPCEndpointService': 'arn:${Partition}:ec2:${Region}:${Account}:vpc-endpoint-service/${Id}',
  'AWS::ECS::Service': '', // its ARN holds the name of the cluster too
};

/** The physical name of a resource, as far as the template tells it. */
export function nameOf(resource: Resource): string | Pattern {
  const [property, ...more] = resourceType(resource.type)?.identifiers ?? [];
  const special = resource.type === 'AWS::IAM::ManagedPolicy' ? 'ManagedPolicyName'
    : resource.type === 'AWS::SNS::Topic' ? 'TopicName' : resource.type === 'AWS::SQS::Queue' ? 'QueueName'
      : resource.type === 'AWS::SecretsManager::Secret' ? 'Name' : property;
  const written = special === undefined || more.length > 0 ? undefined : field(resource.properties, special);
  return typeof written === 'string' || written instanceof Pattern ? written : made(resource);
}

/** The ARN of a resource; one opaque text where its form is not known. */
export function arnOf(resource: Resource): string | Pattern {
  const template = ARN_TEMPLATES[resource.type] ?? resourceType(resource.type)?.arn ?? '';
  if (template === '') return made(resource, 'Arn');
  const names = [...template.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? '')
    .filter((name) => !['Partition', 'Region', 'Account'].includes(name));
  if (names.length > 1) return made(resource, 'Arn');
  const pieces = template.split(/(\$\{\w+\})/).map((piece) => {
    const [, name] = /^\$\{(\w+)\}$/.exec(piece) ?? [];
    if (name === undefined) return piece;
    if (name === 'Partition') return partitionOf(resource.stack.region);
    if (name === 'Region') return resource.stack.region ?? untold('the region of the stack');
    if (name === 'Account') return resource.stack.account ?? untold('the account of the stack');
    return lastPart(resource);
  });
  return joined(pieces);
}

/** What `Ref` to the resource gives. */
export function refOf(resource: Resource): Value {
  const [property] = resourceType(resource.type)?.identifiers ?? [];
  if (REF_IS_ARN.has(resource.type) || property === 'TopicArn') return arnOf(resource);
  if (resource.type === 'AWS::SQS::Queue') {
    const { region, account } = resource.stack;
    return joined(['https://sqs.', region ?? untold('the region of the stack'), '.amazonaws.com/', account ?? untold('the account of the stack'), '/', nameOf(resource)]);
  }
  if (property !== undefined && property.endsWith('Arn')) return arnOf(resource);
  return nameOf(resource);
}

/** What `Fn::GetAtt` of `attribute` gives. */
export function attributeOf(resource: Resource, attribute: string): Value {
  const own = resource.type.split('::').at(-1) ?? '';
  if (attribute === 'Arn' || attribute === `${own}Arn`) {
    return resource.type === 'AWS::Logs::LogGroup' ? joined([arnOf(resource), ':*']) : arnOf(resource);
  }
  const [identifier, ...more] = resourceType(resource.type)?.identifiers ?? [];
  if (identifier === attribute && more.length === 0) return refOf(resource);
  const written = field(resource.properties, attribute);
  if (typeof written === 'string' || written instanceof Pattern) return written;
  return made(resource, attribute);
}

function lastPart(resource: Resource): string | Pattern {
  const name = nameOf(resource);
  if (resource.type === 'AWS::SecretsManager::Secret') return name instanceof Pattern ? name : joined([name, '-', made(resource)]);
  if (resource.type === 'AWS::IAM::Role' || resource.type === 'AWS::IAM::User') {
    const path = field(resource.properties, 'Path');
    return typeof path === 'string' ? joined([path.replace(/^\//, ''), name]) : name;
  }
  return name;
}

function made(resource: Resource, attribute?: string): Pattern {
  const of = `${resource.stack.path}/${resource.logicalId}${attribute === undefined ? '' : `.${attribute}`}`;
  return new Pattern([new Made(resource.stack.account ?? 'unknown', of)]);
}

export function partitionOf(region: string | undefined): string {
  return region?.startsWith('cn-') ? 'aws-cn' : region?.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
