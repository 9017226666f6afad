import {
  type CloudFormationClient, DescribeStackDriftDetectionStatusCommand, DescribeStackResourceDriftsCommand, DetectStackDriftCommand,
  type DescribeStackDriftDetectionStatusCommandOutput, type StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import { setTimeout } from 'node:timers/promises';

/** One resource that is not as its template says. */
export interface Difference {
  readonly resource: string;
  readonly type: string;
  readonly change: string;
  /** Paths of the properties that differ. Values stay in CloudFormation: they may be confidential. */
  readonly properties: readonly string[];
}

/** One stack compared with its template. */
export interface StackDrift {
  readonly stack: string;
  /** `unchecked`: CloudFormation could not tell, `why` says what stood in the way. */
  readonly status: 'in sync' | 'drifted' | 'unchecked';
  readonly why?: string;
  readonly differences: readonly Difference[];
  /** Differences in properties alone that the environment itself moves, scaling for example. */
  readonly moved: readonly Difference[];
}

const LONGEST_WAIT = 120;

/**
 * Compares one stack with its template. What cannot be checked is said, never taken for unchanged. `moving` names the properties that the
 * environment itself moves, as type and path: `AWS::ECS::Service/DesiredCount`.
 */
export async function detectDrift(
  cloudformation: CloudFormationClient, stack: string, moving: readonly string[], pace: { readonly milliseconds: number },
): Promise<StackDrift> {
  try {
    const { StackDriftDetectionId: id } = await cloudformation.send(new DetectStackDriftCommand({ StackName: stack }));
    const { DetectionStatus, DetectionStatusReason } = await finished(cloudformation, id, pace);
    const all = await differencesOf(cloudformation, stack);
    const [moved, differences] = [all.filter((one) => isMoved(one, moving)), all.filter((one) => !isMoved(one, moving))];
    if (DetectionStatus !== 'DETECTION_COMPLETE') return { stack, status: 'unchecked', why: DetectionStatusReason ?? 'took too long', differences, moved };
    return { stack, status: differences.length === 0 ? 'in sync' : 'drifted', differences, moved };
  } catch (error) {
    return { stack, status: 'unchecked', why: String(error), differences: [], moved: [] };
  }
}

async function finished(
  cloudformation: CloudFormationClient, id: string | undefined, pace: { readonly milliseconds: number },
): Promise<Partial<DescribeStackDriftDetectionStatusCommandOutput>> {
  for (let asked = 0; asked < LONGEST_WAIT; asked += 1) {
    const status = await cloudformation.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId: id }));
    if (status.DetectionStatus !== 'DETECTION_IN_PROGRESS') return status;
    await setTimeout(pace.milliseconds);
  }
  return {};
}

async function differencesOf(cloudformation: CloudFormationClient, stack: string): Promise<Difference[]> {
  const found: StackResourceDrift[] = [];
  let next: string | undefined;
  do {
    const page = await cloudformation.send(new DescribeStackResourceDriftsCommand({
      StackName: stack, StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'], NextToken: next,
    }));
    found.push(...page.StackResourceDrifts ?? []);
    next = page.NextToken;
  } while (next !== undefined);
  return found.map(differenceOf).toSorted((a, b) => a.resource.localeCompare(b.resource, 'en'));
}

/** Whether every property that differs is one that moves. A resource that is gone is not moved. */
function isMoved({ type, change, properties }: Difference, moving: readonly string[]): boolean {
  return change === 'modified' && properties.length > 0
    && properties.every((path) => moving.some((one) => `${type}${path}` === one || `${type}${path}`.startsWith(`${one}/`)));
}

function differenceOf({ LogicalResourceId, ResourceType, StackResourceDriftStatus, PropertyDifferences }: StackResourceDrift): Difference {
  return {
    resource: LogicalResourceId ?? '', type: ResourceType ?? '', change: (StackResourceDriftStatus ?? '').toLowerCase(),
    properties: (PropertyDifferences ?? []).map(({ PropertyPath }) => PropertyPath ?? '').toSorted(),
  };
}
