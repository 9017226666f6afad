import { AlternateTargetConfig, IAlternateTarget } from 'aws-cdk-lib/aws-ecs';
import { ApplicationListener, ApplicationListenerRule, ApplicationTargetGroup, ListenerAction, ListenerCondition } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';

/** What a `MovingTarget` is made from. */
export interface MovingTargetProps {
  readonly listener: ApplicationListener;
  readonly priority: number;
  readonly paths: readonly string[];
  /** Where callers are now. */
  readonly current: ApplicationTargetGroup;
  /** Where they move. */
  readonly next: ApplicationTargetGroup;
}

/**
 * The rule by whose weights ECS moves callers from one version of a service to the other, and the role with which it does. The role may
 * change this rule and register tasks with these two groups. Which of them is `current` changes with every release; the template tells
 * the weights of the first one only.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html
 */
export class MovingTarget extends Construct implements IAlternateTarget {
  private readonly rule: ApplicationListenerRule;
  private readonly role: Role;
  private readonly policy: ManagedPolicy;

  public constructor(scope: Construct, id: string, private readonly props: MovingTargetProps) {
    super(scope, id);
    const { listener, priority, paths, current, next } = props;
    this.rule = new ApplicationListenerRule(this, 'Rule', {
      listener,
      priority,
      conditions: [ListenerCondition.pathPatterns([...paths])],
      action: ListenerAction.weightedForward([{ targetGroup: current, weight: 100 }, { targetGroup: next, weight: 0 }]),
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('ecs.amazonaws.com'), description: `Moves callers of ${scope.node.id}` });
    this.policy = this.makePolicy();
  }

  /** Called by the service, which must be deployed after the permissions of the role: CDK sees only its ARN. */
  public bind(service: IConstruct): AlternateTargetConfig {
    service.node.addDependency(this.policy);
    return { alternateTargetGroupArn: this.props.next.targetGroupArn, roleArn: this.role.roleArn, productionListenerRule: this.rule.listenerRuleArn };
  }

  private makePolicy(): ManagedPolicy {
    const { listener, current, next } = this.props;
    return new ManagedPolicy(this, 'Policy', {
      roles: [this.role],
      description: 'Move callers between two versions of one service',
      statements: [
        // What only describes names no resource.
        new PolicyStatement({
          actions: [
            'elasticloadbalancing:DescribeListeners', 'elasticloadbalancing:DescribeRules', 'elasticloadbalancing:DescribeTargetGroups',
            'elasticloadbalancing:DescribeTargetHealth',
          ],
          resources: ['*'],
        }),
        new PolicyStatement({
          actions: ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'],
          resources: [current.targetGroupArn, next.targetGroupArn],
        }),
        new PolicyStatement({
          actions: ['elasticloadbalancing:ModifyListener', 'elasticloadbalancing:ModifyRule'],
          resources: [listener.listenerArn, this.rule.listenerRuleArn],
        }),
      ],
    });
  }
}
