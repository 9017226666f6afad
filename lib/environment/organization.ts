/** The AWS Organization that owns all accounts of the platform. */
export interface Organization {
  /** Its id, for example `o-a1b2c3d4e5`. */
  readonly id: string;

  /** The regions in which accounts may hold anything; every environment and supporting account must be in one of them. */
  readonly allowedRegions: string[];

  /**
   * The account that owns the organization. No environment and no supporting account may live in it, because service control policies do not
   * bind it. With `rootId`, organizational units and policies are made there.
   * @default - unknown; nothing is deployed there, the policies are written as documents only, and they let nobody take `OrganizationAccountAccessRole` from outside
   */
  readonly managementAccount?: string;

  /**
   * The id of the root, for example `r-a1b2`.
   * @default - unknown; nothing is deployed to the management account, and organizational units are named by path only
   */
  readonly rootId?: string;

  /**
   * Zone (environment or supporting account) to the path of its organizational unit, for example
   * `o-a1b2c3d4e5/r-a1b2/ou-a1b2-12345678/`.
   * @default - policies name accounts only
   */
  readonly ouPaths?: { readonly [zone: string]: string };
}
