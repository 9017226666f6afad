/** What data is, as far as its handling is concerned. Governance declares which classes an environment may contain. */
export enum DataClass {
  /** Records of customers and staff as they are in production. */
  ORIGINAL_RECORDS = 'original-records',
  /** Documents and attachments as they are in production. */
  ORIGINAL_DOCUMENTS = 'original-documents',
  /** Secrets, tokens, certificates and webhook endpoints of production. */
  PRODUCTION_SECRETS = 'production-secrets',
  /** Records of production after masking, verified. */
  MASKED_RECORDS = 'masked-records',
  /** Documents of production after sanitizing, verified. */
  SANITIZED_DOCUMENTS = 'sanitized-documents',
  /** Records that were made up. */
  SYNTHETIC_RECORDS = 'synthetic-records',
  /** Documents that were made up. */
  SYNTHETIC_DOCUMENTS = 'synthetic-documents',
  /** Credentials that only open sandboxes and simulators. */
  TEST_CREDENTIALS = 'test-credentials',
  /** Configuration and feature flags. */
  CONFIGURATION = 'configuration',
}
