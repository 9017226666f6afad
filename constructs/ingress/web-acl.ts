import { Names, Stack, type RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnIPSet, CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { IngressPolicy } from '../../lib/values/ingress-policy';
import { EncryptedLogGroup } from '../logging/encrypted-log-group';

/** What a `WebAcl` is made from. */
export interface WebAclProps {
  readonly policy: IngressPolicy;
  /** Addresses of the environment itself, let in beside those of the policy. */
  readonly ownAddresses: readonly string[];
  readonly requestLimit: number;
  readonly resourceArn: string;
  readonly logEncryptionKey: IKey;
  readonly logRetention: RetentionDays;
  readonly logRemovalPolicy: RemovalPolicy;
}

/** AWS's rule groups in the order of evaluation: 1,125 of the 1,500 capacity units that are included. */
const managedGroups = ['AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesCommonRuleSet', 'AWSManagedRulesKnownBadInputsRuleSet', 'AWSManagedRulesSQLiRuleSet'];

/** Would refuse every body above 8 KB, and with it every uploaded document: it is counted, services limit sizes themselves. */
const countedRules: Readonly<Record<string, readonly string[]>> = { AWSManagedRulesCommonRuleSet: ['SizeRestrictions_BODY'] };

/**
 * The web application firewall in front of a load balancer. First what is bad is blocked, by rate and by AWS's rule groups; then,
 * with an allow-list, only its networks are let in and everybody else is blocked.
 */
export class WebAcl extends Construct {
  public readonly arn: string;
  public readonly logGroup: ILogGroup;

  public constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    const acl = new CfnWebACL(this, 'Resource', {
      scope: 'REGIONAL',
      defaultAction: props.policy.isWorld ? { allow: {} } : { block: {} },
      visibilityConfig: visibility('WebAcl'),
      rules: [rateRule(props.requestLimit), ...managedGroups.map(managedRule), ...(props.policy.isWorld ? [] : [this.allowListRule(props)])],
    });
    this.arn = acl.attrArn;
    new CfnWebACLAssociation(this, 'Association', { resourceArn: props.resourceArn, webAclArn: acl.attrArn });
    this.logGroup = this.log(acl, props);
  }

  private allowListRule({ policy, ownAddresses }: WebAclProps): CfnWebACL.RuleProperty {
    const set = new CfnIPSet(this, 'AllowList', { scope: 'REGIONAL', ipAddressVersion: 'IPV4', addresses: [...policy.sources.map(({ cidr }) => cidr), ...ownAddresses.map((address) => `${address}/32`)] });
    return { name: 'AllowList', priority: 100, action: { allow: {} }, statement: { ipSetReferenceStatement: { arn: set.attrArn } }, visibilityConfig: visibility('AllowList') };
  }

  private log(acl: CfnWebACL, { logEncryptionKey, logRetention, logRemovalPolicy }: WebAclProps): ILogGroup {
    const name = `aws-waf-logs-${Names.uniqueResourceName(this, { maxLength: 100, separator: '-' })}`;
    const group = new EncryptedLogGroup(this, 'Logs', { encryptionKey: logEncryptionKey, retention: logRetention, removalPolicy: logRemovalPolicy, logGroupName: name });
    const logging = new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      // WAF takes the ARN without the `:*` that CloudFormation puts at its end.
      logDestinationConfigs: [Stack.of(this).formatArn({ service: 'logs', resource: `log-group:${name}` })],
      redactedFields: [{ singleHeader: { Name: 'authorization' } }, { singleHeader: { Name: 'cookie' } }],
    });
    logging.node.addDependency(group);
    return group.logGroup;
  }
}

function rateRule(limit: number): CfnWebACL.RuleProperty {
  return { name: 'RateLimit', priority: 10, action: { block: {} }, statement: { rateBasedStatement: { limit, aggregateKeyType: 'IP' } }, visibilityConfig: visibility('RateLimit') };
}

function managedRule(name: string, index: number): CfnWebACL.RuleProperty {
  const counted = countedRules[name]?.map((rule) => ({ name: rule, actionToUse: { count: {} } }));
  return {
    name, priority: 20 + index, overrideAction: { none: {} }, visibilityConfig: visibility(name),
    statement: { managedRuleGroupStatement: { vendorName: 'AWS', name, ...(counted === undefined ? {} : { ruleActionOverrides: counted }) } },
  };
}

function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName };
}
