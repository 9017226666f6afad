import { Template } from 'aws-cdk-lib/assertions';

/** A resource of a synthesized template, as far as tests look into it. */
export interface Resource {
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: string[];
}

/** A statement of a policy document in a template. */
export interface PolicyStatementJson {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly Action: string | string[];
  readonly Resource?: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** Every resource of one type. */
export function resources(template: Template, type: string): Resource[] {
  return Object.values(template.findResources(type)) as Resource[];
}

/** The only resource of one type; more or fewer is an error. */
export function only(template: Template, type: string): Resource {
  const [found, ...more] = resources(template, type);
  if (found === undefined || more.length > 0) throw new Error(`expected one ${type}, found ${resources(template, type).length}`);
  return found;
}

/** The statements of the policy document that the only resource of a type keeps under `property`. */
export function statementsOf(template: Template, type: string, property: string): PolicyStatementJson[] {
  return (only(template, type).Properties[property] as { Statement: PolicyStatementJson[] }).Statement;
}

/** The statement with an id. */
export function statementOf(template: Template, type: string, property: string, sid: string): PolicyStatementJson | undefined {
  return statementsOf(template, type, property).find(({ Sid }) => Sid === sid);
}
