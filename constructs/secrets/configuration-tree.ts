import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { DefinitionError, Problems } from '../../lib/values/problems';
import { isSecretName, secretShape } from '../../lib/values/secret-shape';

/** What a `ConfigurationTree` is made of. */
export interface ConfigurationTreeProps {
  /** First part of every parameter's name, without slashes at either end. */
  readonly prefix: string;
  /**
   * What people should read to know which environment they are in; becomes the parameter `<prefix>/environment/label`, beside
   * `environment/account` and `environment/region`.
   */
  readonly label: string;
  /**
   * Values by path, for example `erp/endpoint`. Refuses values that look like secrets (private keys, access keys, tokens, passwords
   * in URLs) and names under which only secrets are kept: parameters of this tree are not encrypted.
   * @default - only the environment's label, account and region
   */
  readonly values?: Record<string, string>;
}

/**
 * The configuration of one environment as a tree of SSM parameters (ISL-08, DEL-05, ACC-06): every workload finds its
 * endpoints and switches under the same paths in every environment.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
 * @example
 * declare const stack: Stack;
 * new ConfigurationTree(stack, 'Configuration', {
 *   prefix: 'staging',
 *   label: 'STAGING',
 *   values: { 'erp/endpoint': 'https://sandbox.erp.example.net' },
 * });
 */
export class ConfigurationTree extends Construct {
  /** The parameter that all others hang below, with a leading slash. */
  public readonly root: string;
  private readonly parameters: Record<string, ssm.StringParameter>;

  public constructor(scope: Construct, id: string, props: ConfigurationTreeProps) {
    super(scope, id);
    refuse(props, this.node.path);
    this.root = `/${props.prefix}`;
    this.parameters = this.makeParameters({ ...standard(this, props.label), ...props.values });
  }

  /** The parameter at `path`, which is given as in `values`. Refuses a path the tree does not hold. */
  public parameterAt(path: string): ssm.IStringParameter {
    const parameter = this.parameters[path];
    if (parameter === undefined) {
      throw new DefinitionError(`configuration "${this.node.path}"`, [
        { at: 'path', must: `must be one of ${Object.keys(this.parameters).join(', ')}`, got: path, fix: 'add it to values' },
      ]);
    }
    return parameter;
  }

  /** Lets `grantee` read every parameter of the tree and nothing beside it. */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    const tree = Stack.of(this).formatArn({
      service: 'ssm', resource: 'parameter', resourceName: `${this.root.slice(1)}/*`, arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    return iam.Grant.addToPrincipal({ grantee, actions: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'], resourceArns: [tree] });
  }

  private makeParameters(values: Record<string, string>): Record<string, ssm.StringParameter> {
    return Object.fromEntries(Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([path, stringValue]) => [
      path, new ssm.StringParameter(this, path.replaceAll('/', '.'), { parameterName: `${this.root}/${path}`, stringValue }),
    ]));
  }
}

function standard(scope: Construct, label: string): Record<string, string> {
  const { account, region } = Stack.of(scope);
  return { 'environment/label': label, 'environment/account': account, 'environment/region': region };
}

function refuse(props: ConfigurationTreeProps, path: string): void {
  const problems = new Problems();
  const name = /^[\w.-]+(?:\/[\w.-]+)*$/;
  problems.when(!name.test(props.prefix) || /^(?:aws|ssm)/i.test(props.prefix), {
    at: 'prefix', must: 'must be letters, digits, "_", "." or "-", and not begin with "aws" or "ssm"', got: props.prefix, fix: 'for example "staging"',
  });
  problems.when(props.label.trim() === '', { at: 'label', must: 'must name the environment', got: props.label, fix: 'for example "STAGING"' });
  for (const [key, value] of Object.entries(props.values ?? {})) {
    const at = `values.${key}`;
    problems.when(!name.test(key) || key.split('/').length + props.prefix.split('/').length > 15, {
      at, must: 'must be a path of at most 15 levels of letters, digits, "_", "." or "-"', got: key, fix: 'for example "erp/endpoint"',
    });
    problems.when(key.startsWith('environment/'), { at, must: 'must not lie below environment/, which the tree fills itself', got: key, fix: 'choose another path' });
    problems.when(isSecretName(key), { at, must: 'must not be a secret', got: key, fix: 'keep it in an EnvironmentSecret and put its ARN here' });
    if (!Token.isUnresolved(value)) refuseValue(problems, at, value);
  }
  problems.refuse(`configuration "${path}"`);
}

/** The value itself is never shown: it may be a secret. */
function refuseValue(problems: Problems, at: string, value: string): void {
  const shape = secretShape(value);
  problems.when(shape !== undefined, { at, must: `must not hold ${shape}`, fix: 'keep it in an EnvironmentSecret and put its ARN here' });
  const bytes = Buffer.byteLength(value);
  problems.when(bytes === 0 || bytes > 4096, { at, must: 'must be 1 to 4096 bytes', got: bytes, fix: 'split it, or keep it in a bucket' });
  problems.when(value.includes('{{'), { at, must: 'must not contain "{{", which SSM reads as a reference', fix: 'write the value out' });
}
