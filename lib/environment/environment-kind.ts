/**
 * What an environment is for. Every kind but production obeys the non-production rules (ISO 27001:2022 control 8.31):
 * training and demo environments hold no raw production data, are never open to the world and reach no live system.
 */
export enum EnvironmentKind {
  /** Serves customers. */
  PRODUCTION = 'production',
  /** Every release passes it before production. */
  STAGING = 'staging',
  /** People learn in it. */
  TRAINING = 'training',
  /** Prospects see it. */
  DEMO = 'demo',
  /** Developers work in it. */
  DEVELOPMENT = 'development',
}
