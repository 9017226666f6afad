import type { AcknowledgementRule } from './judge-acknowledgements';

/** Annotation ids of construct libraries have one colon, as in `@aws-cdk/aws-ec2:noSubnetRouteTableId`; rule ids have none. */
const annotationId = /^[^[:]+:[^:]/;

export const acknowledgementNamesItsPack: AcknowledgementRule = {
  id: 'acknowledgement-names-its-pack',
  claim: 'An acknowledgement names the pack and the rule, as in AwsSolutions::AwsSolutions-SQS3.',
  reason: 'An id without its pack is read as an annotation of a construct library. cdk-nag then drops the finding before the report is written: nobody sees that it was acknowledged, or why.',
  fix: 'Enter it into the register of exceptions with the pack before the rule, as in AwsSolutions::AwsSolutions-SQS3. Annotations keep their own form, Annotation::package:id.',
  serves: ['POL-02'],
  source: 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.Validations.html',
  check: ({ namespace, rule }) => namespace !== 'Annotation' || annotationId.test(rule) ? undefined : `"${rule}" names no pack`,
};
