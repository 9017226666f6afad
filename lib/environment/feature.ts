import { fixed, readOnly } from '../values/read-only';
import { Pilot } from './pilot';

/**
 * Whether a feature of the system is on (DEL-05, TEN-06). The names are the same in every environment, the values are parameters. A change
 * goes out by AWS AppConfig, step by step and with a way back, without a new version of any service.
 *
 * @example
 * const features = {
 *   newTimeSheet: Feature.on(),
 *   forecast: Feature.off(),
 *   splitBilling: Feature.forTenants(['acme', 'globex']),
 *   instantPayroll: Feature.pilot(['acme'], {
 *     until: '2027-03-31T22:00:00Z', owner: 'payroll@example.com', reason: 'One customer tries instant payroll in live.',
 *     rollback: 'The flag goes off by itself; payments made so far stay valid.',
 *   }),
 * };
 */
export class Feature {
  /** On for everybody. */
  public static on(): Feature {
    return new Feature(true, []);
  }

  /** Off for everybody. */
  public static off(): Feature {
    return new Feature(false, []);
  }

  /** On for these tenants, off for all others. */
  public static forTenants(tenants: string[]): Feature {
    return new Feature(true, tenants);
  }

  /**
   * On for these tenants until the pilot ends, then off by itself: a documented exception to "no testing in live" (ISO 27001:2022 control
   * 8.31). Refused without an end, an owner, a reason and a way back.
   */
  public static pilot(tenants: string[], pilot: Pilot): Feature {
    return new Feature(true, tenants, readOnly(pilot));
  }

  /** The tenants it is on for; none means everybody. */
  public readonly tenants: string[];

  private constructor(
    /** Whether it is on. */
    public readonly isOn: boolean,
    tenants: string[],
    /** The pilot it is part of, if it is. */
    public readonly trial?: Pilot,
  ) {
    this.tenants = readOnly(tenants);
    fixed(this);
  }
}
