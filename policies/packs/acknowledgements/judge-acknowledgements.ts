import { type PolicyViolation, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { coveringEntry } from '../../exceptions/register-record';

/** One acknowledgement as the construct tree holds it. */
export interface Acknowledgement {
  /** Namespace before `::`, `Annotation` for an id that was written without one. */
  readonly namespace: string;
  /** What stands behind `::`. */
  readonly rule: string;
  readonly reason: string;
  readonly constructPath: string;
}

/** The rules of one pack as acknowledgements may name them. */
export interface AcknowledgeableRules {
  readonly namespace: string;
  readonly open: ReadonlySet<string>;
  readonly locked: ReadonlySet<string>;
}

/** Whether the register of the app has an entry for a rule on a construct. */
export interface Register {
  covers(rule: string, constructPath: string): boolean;
}

/** A rule about acknowledgements themselves. All of them are locked. */
export interface AcknowledgementRule {
  readonly id: string;
  readonly claim: string;
  readonly reason: string;
  readonly fix: string;
  readonly serves: readonly string[];
  readonly source: string;
  /** What is wrong, or undefined when the rule holds. */
  check(acknowledgement: Acknowledgement, packs: readonly AcknowledgeableRules[], register: Register): string | undefined;
}

/** Every acknowledgement in the tree below `root`. */
export function acknowledgementsBelow(root: IConstruct): Acknowledgement[] {
  const found: Acknowledgement[] = [];
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const { type, data } of node.node.metadata) {
      if (type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY) continue;
      for (const [id, reason] of Object.entries((data ?? {}) as Record<string, unknown>)) {
        const [namespace = '', ...rule] = id.split('::');
        found.push({ namespace, rule: rule.join('::'), reason: typeof reason === 'string' ? reason : '', constructPath: node.node.path });
      }
    }
    open.push(...node.node.children);
  }
  return found;
}

/** What is wrong with the acknowledgements of an app, filed under the pack that judges them. */
export function judgeAcknowledgements(pack: string, rules: readonly AcknowledgementRule[], root: IConstruct, packs: readonly AcknowledgeableRules[]): PolicyViolation[] {
  const register: Register = { covers: (rule, place) => coveringEntry(root, { rule, place }) !== undefined };
  return acknowledgementsBelow(root).flatMap((acknowledgement) => rules.flatMap((rule) => {
    const found = rule.check(acknowledgement, packs, register);
    return found === undefined ? [] : [{
      ruleName: `${pack}-${rule.id}`,
      description: `${rule.claim} Found: ${found}.`,
      fix: rule.fix,
      severity: 'fatal',
      ruleMetadata: { reason: rule.reason, serves: rule.serves.join(', '), source: rule.source, locked: 'true', verdict: 'broken' },
      violatingResources: [{ constructPath: acknowledgement.constructPath, locations: [`Metadata.${Validations.ACKNOWLEDGED_RULES_METADATA_KEY}`] }],
    }];
  }));
}
