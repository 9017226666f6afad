/** How much a tenant does. */
export enum TenantVolume {
  /** Few users, few records. */
  SMALL = 'small',
  /** The usual tenant. */
  MEDIUM = 'medium',
  /** The tenants for which queries and queues become slow. */
  HIGH = 'high',
}

/** What a tenant is there for. */
export enum TenantPurpose {
  /** A customer. Production only. */
  CUSTOMER = 'customer',
  /** Tests by the platform's own teams. */
  INTERNAL_TESTING = 'internal-testing',
  /** Partners check their side against it. */
  PARTNER_VALIDATION = 'partner-validation',
  /** A release is certified on it. */
  RELEASE_CERTIFICATION = 'release-certification',
  /** People learn on it, or see it shown. */
  TRAINING = 'training',
}

/** One tenant of an environment. */
export interface Tenant {
  /** How much it does. */
  readonly volume: TenantVolume;

  /** What it is there for. A customer is refused outside production. */
  readonly purpose: TenantPurpose;
}
