import { aws_ecr as ecr, aws_events as events, aws_events_targets as targets, aws_sns as sns } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** What `ImageScanning` is made of. */
export interface ImageScanningProps {
  /** Who hears of weaknesses. The key of an encrypted topic must admit EventBridge, as keys for `DataDomain.MESSAGES` do. */
  readonly alerts: sns.ITopic;
}

/**
 * Scans every image of the registry again and again with Amazon Inspector and tells somebody of critical and high weaknesses (OPS-06). Images
 * are built once for all environments, so this stands in the account that keeps them, once.
 *
 * CloudFormation has no type that switches Inspector on for hosts and functions; for images this one does, since ECR's enhanced scanning is
 * Inspector. Where there are hosts, let the administrator of the organisation switch it on.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced.html
 * @example
 * declare const alerts: sns.ITopic;
 * new ImageScanning(this, 'Scanning', { alerts });
 */
export class ImageScanning extends Construct {
  public constructor(scope: Construct, id: string, props: ImageScanningProps) {
    super(scope, id);
    new ecr.CfnRegistryScanningConfiguration(this, 'Registry', {
      scanType: 'ENHANCED',
      rules: [{ scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: [{ filter: '*', filterType: 'WILDCARD' }] }],
    });
    new events.Rule(this, 'Weaknesses', {
      description: 'Inspector found a weakness in an image',
      eventPattern: {
        source: ['aws.inspector2'],
        detailType: ['Inspector2 Finding'],
        detail: { severity: ['CRITICAL', 'HIGH'], status: ['ACTIVE'] },
      },
      targets: [new targets.SnsTopic(props.alerts)],
    });
  }
}
