import { CfnResource, type IPolicyValidationContext, type PolicyValidationPluginReport, type PolicyViolatingResource, type PolicyViolation, Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { type Crossings, declaredCrossings } from '../assembly/declared-crossings';
import { type AssemblyStack, loadAssembly, loadStack } from '../assembly/load-assembly';
import { AssemblyModel } from './model/assembly-model';
import type { Resource } from './model/value';
import type { Finding, Rule } from './rule';

/** A pack as it judges: its name and its rules. */
export interface RuleSet {
  /** Name in the report and in acknowledgements: `Isolation` in `Isolation::Isolation-role-has-permission-boundary`. */
  readonly name: string;
  readonly rules: readonly Rule[];
  /** None when left out. */
  readonly crossings?: Crossings;
}

/** The names of a pack's rules, as the report has them. */
export function ruleNames(set: RuleSet): string[] {
  return set.rules.map(({ id }) => `${set.name}-${id}`);
}

/** Judges the templates of a synthesis. */
export function judgeSynthesis(set: RuleSet, context: IPolicyValidationContext): PolicyValidationPluginReport {
  const { appConstruct } = context;
  const judged = Stage.isStage(appConstruct) ? withDeclared(set, appConstruct.outdir) : set;
  return report(judge(judged, modelOf(context), appConstruct));
}

/** Judges everything below `scope`, without a validation of the app: synthesizes the stage that it stands in. */
export function judgeScope(set: RuleSet, scope: IConstruct): PolicyValidationPluginReport {
  const stage = Stage.isStage(scope) ? scope : Stage.of(scope);
  if (stage === undefined) throw new Error(`${scope.node.path}: must stand in an App or a Stage; a construct alone has no template`);
  const { directory } = stage.synth();
  const found = judge(withDeclared(set, directory), new AssemblyModel(loadAssembly(directory)), scope.node.root);
  return report(scope === stage ? found : within(found, scope));
}

/** Judges templates that no app of ours made. */
export function judgeStacks(set: RuleSet, stacks: readonly AssemblyStack[]): PolicyValidationPluginReport {
  return report(judge(set, new AssemblyModel(stacks), undefined));
}

/** The rules with the crossings that the platform declared in the assembly beside those that were passed. */
function withDeclared(set: RuleSet, directory: string): RuleSet {
  const declared = declaredCrossings(directory);
  const passed = set.crossings ?? noCrossings;
  return { ...set, crossings: {
    permits: (grantor, grantee) => declared.permits(grantor, grantee) || passed.permits(grantor, grantee),
    leadsThrough: (grantor, link) => declared.leadsThrough(grantor, link) || passed.leadsThrough(grantor, link),
  } };
}

export function report(violations: readonly PolicyViolation[]): PolicyValidationPluginReport {
  return { success: violations.length === 0, violations: [...violations] };
}

const models = new WeakMap<IConstruct, { readonly key: string; readonly model: AssemblyModel }>();

/** The templates of one synthesis, read once for all packs that judge it. */
function modelOf({ appConstruct, stackTemplates }: IPolicyValidationContext): AssemblyModel {
  const key = stackTemplates.map(({ templatePath, accountId, region }) => `${templatePath}|${statSync(templatePath).mtimeMs}|${accountId}|${region}`).join('\n');
  const known = models.get(appConstruct);
  if (known?.key === key) return known.model;
  const model = new AssemblyModel(stackTemplates.flatMap(({ stackConstructPath, templatePath, accountId, region }) =>
    loadStack({ path: stackConstructPath, templateFile: templatePath, account: accountId, region })));
  models.set(appConstruct, { key, model });
  return model;
}

/** One violation for each rule and thing found, with the resources it was found on. */
function judge(set: RuleSet, model: AssemblyModel, root: IConstruct | undefined): PolicyViolation[] {
  const violations = new Map<string, PolicyViolation & { violatingResources: PolicyViolatingResource[] }>();
  const byType = rulesByType(set.rules);
  for (const resource of model.resources) {
    for (const rule of byType.get(resource.type) ?? []) {
      for (const finding of applied(set, rule, resource)) {
        const key = `${rule.id} ${String(finding.undecided)} ${String(finding.crashed)} ${finding.found}`;
        const violation = violations.get(key) ?? { ...violationOf(set.name, rule, finding), violatingResources: [] };
        violations.set(key, violation);
        violation.violatingResources.push(place(resource, finding.path, root));
      }
    }
  }
  return [...violations.values()];
}

function rulesByType(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const byType = new Map<string, Rule[]>();
  for (const rule of rules) {
    for (const type of rule.resourceTypes) {
      const list = byType.get(type) ?? [];
      list.push(rule);
      byType.set(type, list);
    }
  }
  return byType;
}

const noCrossings: Crossings = { permits: () => false, leadsThrough: () => false };

/** What one rule says about one resource. A rule that crashes says so: it is no verdict. */
function applied({ crossings }: RuleSet, rule: Rule, resource: Resource): ReadonlyArray<Finding & { readonly crashed?: boolean }> {
  try {
    return rule.check(resource, crossings ?? noCrossings);
  } catch (error) {
    return [{ path: 'Properties', found: error instanceof Error ? error.message : String(error), crashed: true }];
  }
}

function violationOf(pack: string, rule: Rule, { found, undecided, crashed }: Finding & { readonly crashed?: boolean }): Omit<PolicyViolation, 'violatingResources'> {
  if (crashed === true) {
    return {
      ruleName: `${pack}-rule-crashed[${rule.id}]`,
      description: `The rule ${rule.id} could not judge a resource: ${found}. It says neither that the resource is right nor that it is wrong.`,
      fix: 'Report the template that makes the rule fail; until then nothing is proven about this resource.',
      severity: 'fatal',
      ruleMetadata: { ...metadata(rule), verdict: 'crashed' },
    };
  }
  return {
    ruleName: `${pack}-${rule.id}`,
    description: undecided === true
      ? `${rule.claim} This cannot be decided from the template, because ${found}.`
      : `${rule.claim} Found: ${found}.`,
    fix: rule.fix,
    severity: rule.severity,
    ruleMetadata: { ...metadata(rule), verdict: undecided === true ? 'undecided' : 'broken' },
  };
}

function metadata(rule: Rule): Record<string, string> {
  return {
    reason: rule.reason,
    serves: rule.serves.join(', '),
    source: rule.source,
    locked: String(rule.severity === 'fatal'),
  };
}

function place(resource: Resource, path: string, root: IConstruct | undefined): PolicyViolatingResource {
  if (resource.type === 'Template') return { constructPath: resource.stackPath, templatePath: resource.templateFile, locations: [path] };
  const constructPath = constructPathOf(resource, root);
  return {
    resourceLogicalId: resource.logicalId,
    templatePath: resource.templateFile,
    locations: [path],
    ...constructPath === undefined ? {} : { constructPath },
  };
}

/**
 * The construct path that the template names, once the construct there is seen to have the same logical id: metadata can
 * be overridden, and a borrowed path would borrow its acknowledgements too. Without it, the core finds the construct by
 * its logical id.
 */
function constructPathOf(resource: Resource, root: IConstruct | undefined): string | undefined {
  const path = resource.metadata['aws:cdk:path'];
  if (typeof path !== 'string') return undefined;
  if (root === undefined) return path;
  let node: IConstruct | undefined = root.node.root;
  for (const id of path.split('/')) node = node?.node.tryFindChild(id);
  if (node === undefined || !CfnResource.isCfnResource(node)) return undefined;
  return node.stack.resolve(node.logicalId) === resource.logicalId ? path : undefined;
}

/** The violations on resources of a stack, or of the part of one that stands below a construct. */
function within(violations: readonly PolicyViolation[], scope: IConstruct): PolicyViolation[] {
  const templates = new Set<string>();
  const resources = new Set<string>();
  for (const node of scope.node.findAll()) {
    if (Stack.isStack(node)) templates.add(node.templateFile);
    else if (CfnResource.isCfnResource(node)) resources.add(`${node.stack.templateFile} ${String(node.stack.resolve(node.logicalId))}`);
  }
  return violations.flatMap((violation) => {
    const violatingResources = violation.violatingResources.filter(({ templatePath, resourceLogicalId }) => {
      const template = basename(templatePath ?? '');
      return templates.has(template) || resources.has(`${template} ${resourceLogicalId ?? ''}`);
    });
    return violatingResources.length === 0 ? [] : [{ ...violation, violatingResources }];
  });
}
