import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport, PolicyViolation } from 'aws-cdk-lib';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMaterial } from './material';
import { proveParity } from './prove-parity';
import type { UndeclaredDifference } from './report';

/** How the proof of parity runs inside a synthesis. */
export interface ParityProofProps {
  /** Name of the environment that is the measure, for example `production`. */
  readonly from: string;

  /** Names of the environments that are held against it, for example `staging` and `training`. Each costs one synthesis more. */
  readonly to: string[];
}

/** Where a platform offers its material: it knows no policy, and policies know no platform. */
const OFFER = Symbol.for('cdk-understudy.parity-material');
const KINDS = ['missing-component', 'additional-component', 'other-engine', 'topology', 'policy', 'observability', 'identity', 'not-reproducible', 'value'];

type MaterialMaker = (request: { readonly from: string; readonly to: string; readonly swaps: string[][] }, directory: string) => string;

/**
 * Proves that environments of a `Platform` differ in their parameters and their identity only: each is synthesized once more, by the same
 * code, with every parameter of the first, and must then be the first. A difference that no parameter explains, for example a branch on the
 * name of the environment, fails the synthesis with its construct path.
 *
 * It sees what the workload makes. What an app adds to the stages of a platform from outside is made by nobody again, and is reported as a
 * difference; `understudy parity` tells the two apart and has the ledger of what each parameter changes. An app without a `Platform`, or
 * an environment it does not have, is an error and no verdict.
 *
 * @example
 * Validations.of(app).addPlugins(new ParityProof({ from: 'production', to: ['staging', 'training'] }));
 */
export class ParityProof implements IPolicyValidationPlugin {
  /** Name under which the findings are reported. */
  public readonly name = 'ParityProof';
  /** One rule for each sort of difference. */
  public readonly ruleIds?: string[] = KINDS.map((kind) => `ParityProof-${kind}`);

  private readonly props: ParityProofProps;

  public constructor(props: ParityProofProps) {
    this.props = props;
  }

  /** Synthesizes the environments once more and compares. Called by the CDK. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const make = this.maker(context);
    const differences = this.props.to.flatMap((to) => this.undeclared(make, to));
    return { success: differences.length === 0, violations: differences.map(violation) };
  }

  private maker({ appConstruct }: IPolicyValidationContext): MaterialMaker {
    const [maker, ...more] = appConstruct.node.root.node.findAll().flatMap((construct) => (construct as { [OFFER]?: MaterialMaker })[OFFER] ?? []);
    if (maker === undefined || more.length > 0) throw new Error(`ParityProof: the app must have one Platform, got ${more.length + (maker === undefined ? 0 : 1)}`);
    return maker;
  }

  private undeclared(make: MaterialMaker, to: string): readonly UndeclaredDifference[] {
    const directory = mkdtempSync(join(tmpdir(), 'understudy-parity-'));
    try {
      return proveParity(readMaterial(make({ from: this.props.from, to, swaps: [] }, directory))).undeclared;
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
}

function violation({ kind, says, stack, construct, logicalId, path, from, to, source, template, id }: UndeclaredDifference): PolicyViolation {
  const metadata = Object.entries({ id, from, to, source }).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return {
    ruleName: `ParityProof-${kind}`, description: says, severity: 'error', fix: 'make it a parameter of the environment, or the same in both',
    violatingResources: [{ templatePath: template ?? '', locations: [path === '' ? says : path], ...(logicalId === undefined ? { constructPath: construct ?? stack } : { resourceLogicalId: logicalId }) }],
    ruleMetadata: Object.fromEntries(metadata),
  };
}
