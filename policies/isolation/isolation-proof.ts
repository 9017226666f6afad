import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport, PolicyViolation } from 'aws-cdk-lib';
import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { loadAssembly, loadStack, type AssemblyStack } from '../assembly/load-assembly';
import { readJson } from '../assembly/read-file';
import { PASSES } from './finding';
import { parseZones } from './parse-zones';
import { proveIsolation } from './prove';
import type { ReportedFinding } from './report';
import type { Zones } from './zones';

/** How the proof of isolation runs inside a synthesis. */
export interface IsolationProofProps {
  /**
   * File that says which accounts belong together and which crossings are wanted (see docs/zones.schema.json).
   *
   * @default - the `understudy.json` that a Platform writes into the assembly; a synthesis without one fails
   */
  readonly zonesFile?: string;

  /**
   * Whether latent findings, where nothing leads across today but one more mistake would, fail the synthesis too.
   *
   * @default false - only leaks and unknowns do
   */
  readonly failOnLatent?: boolean;
}

/**
 * Proves over the templates of all accounts together that no zone reaches another one except over declared pathways.
 * Every leak fails the synthesis with its witness; so does whatever the templates do not tell. The verdict cannot be
 * acknowledged away (ISO 27001:2022 control 8.31).
 *
 * @example
 * Validations.of(app).addPlugins(new IsolationProof({ zonesFile: 'zones.json' }));
 */
export class IsolationProof implements IPolicyValidationPlugin {
  /** Name under which the findings are reported. */
  public readonly name = 'IsolationProof';
  /** One rule for each part of the proof. */
  public readonly ruleIds?: string[] = PASSES.map((pass) => `IsolationProof-${pass}`);

  private readonly props: IsolationProofProps;

  public constructor(props: IsolationProofProps = {}) {
    this.props = props;
  }

  /** Proves the synthesized assembly. Called by the CDK. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const report = proveIsolation(stacksOf(context), this.zones(context));
    const counted = report.findings.filter(({ verdict, coveredBy }) => coveredBy === undefined && (verdict !== 'LATENT' || this.props.failOnLatent === true));
    return {
      success: counted.length === 0,
      violations: counted.map(violation),
      metadata: { verdict: report.verdict, claims: String(report.claims.length), proved: String(report.claims.filter(({ verdict }) => verdict === 'PROVED').length) },
    };
  }

  private zones(context: IPolicyValidationContext): Zones {
    const file = this.props.zonesFile ?? intentionsFile(context);
    if (file === undefined) throw new Error('IsolationProof: zonesFile must be given, as the assembly holds no understudy.json; see docs/zones.schema.json');
    return parseZones(readJson(file), file);
  }
}

/** The whole assembly, with what the manifests beside the templates tell: names of stacks, roles that deploy. A template without a manifest stands alone. */
function stacksOf({ stackTemplates }: IPolicyValidationContext): AssemblyStack[] {
  const directories = [...new Set(stackTemplates.map(({ templatePath }) => dirname(templatePath)))].filter((directory) => existsSync(join(directory, 'manifest.json')));
  const outermost = directories.filter((directory) => !directories.some((other) => directory.startsWith(`${other}${sep}`))); // what lies within is loaded with it
  const known = new Map(outermost.flatMap((directory) => loadAssembly(directory)).map((stack) => [stack.templateFile, stack]));
  return [
    ...known.values(),
    ...stackTemplates.filter(({ templatePath }) => !known.has(templatePath)).flatMap(({ stackConstructPath, templatePath, accountId, region }) =>
      loadStack({ path: stackConstructPath, templateFile: templatePath, account: accountId, region })),
  ];
}

function intentionsFile({ templatePaths }: IPolicyValidationContext): string | undefined {
  const directories = new Set(templatePaths.flatMap((path) => [dirname(path), dirname(dirname(path))]));
  return [...directories].map((directory) => join(directory, 'understudy.json')).find((file) => existsSync(file));
}

function violation(finding: ReportedFinding): PolicyViolation {
  const { pass, verdict, message, why, fix, steps, request, id } = finding;
  return {
    ruleName: `IsolationProof-${pass}`,
    description: `${verdict}: ${message}${why === undefined ? '' : ` (not told: ${why})`}`,
    severity: verdict === 'LATENT' ? 'warning' : 'error',
    fix,
    violatingResources: steps.slice(-1).map((step) => ({
      templatePath: step.template, locations: [step.pointer.split('/').slice(3).join('.') || step.says],
      ...(step.logicalId === undefined ? { constructPath: step.stack } : { resourceLogicalId: step.logicalId }),
    })),
    ruleMetadata: { id, witness: steps.map(({ says, source, template, line }) => `${says} (${source ?? `${template}:${line ?? ''}`})`).join('; '), ...(request === undefined ? {} : { request: JSON.stringify(request) }) },
  };
}
