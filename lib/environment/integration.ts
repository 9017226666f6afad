import { fixed, readOnly } from '../values/read-only';

/** What answers when an environment calls an external system. */
export enum IntegrationMode {
  /** The system itself. Production only. */
  LIVE = 'live',
  /** The vendor's sandbox, or a tenant that is not the productive one. */
  SANDBOX = 'sandbox',
  /** A simulator inside the environment; nothing leaves. */
  SIMULATED = 'simulated',
  /** The system itself, but each call is held until a person has approved it. */
  GATED = 'gated',
}

/** Options of an integration that reaches a host. */
export interface IntegrationOptions {
  /**
   * The TCP port of the hosts.
   * @default 443
   */
  readonly port?: number;

  /**
   * Further hosts the integration needs, for example the one that issues tokens.
   * @default - none
   */
  readonly additionalHosts?: string[];

  /**
   * After how many days the credentials are replaced, between 1 and 365.
   * @default 90
   */
  readonly credentialRotationDays?: number;
}

/**
 * How an environment reaches one external system: an ERP, a CRM, payroll, single sign-on. The same name is declared in every environment, the mode
 * differs. From it follow the egress list, the endpoint configuration and the credentials: there is no second place to keep in step.
 * A live integration is refused outside production, because a test that posts an invoice has posted an invoice.
 *
 * @example
 * const integrations = { erp: Integration.sandbox('sandbox.erp.example.net'), payroll: Integration.simulated() };
 */
export class Integration {
  /** The system itself. Refused outside production. */
  public static live(host: string, options?: IntegrationOptions): Integration {
    return new Integration(IntegrationMode.LIVE, host, options, []);
  }

  /** The vendor's sandbox, or a tenant that is not the productive one. Its host must not be the live host. */
  public static sandbox(host: string, options?: IntegrationOptions): Integration {
    return new Integration(IntegrationMode.SANDBOX, host, options, []);
  }

  /** A simulator inside the environment: no host, no egress. */
  public static simulated(): Integration {
    return new Integration(IntegrationMode.SIMULATED, undefined, undefined, []);
  }

  /** The system itself; each call is held until one of `approvers` (e-mail addresses, at least one) has approved it. */
  public static gated(host: string, approvers: string[], options?: IntegrationOptions): Integration {
    return new Integration(IntegrationMode.GATED, host, options, approvers);
  }

  /** The TCP port of the hosts. */
  public readonly port: number;
  /** Further hosts the integration needs. */
  public readonly additionalHosts: string[];
  /** After how many days the credentials are replaced. */
  public readonly credentialRotationDays: number;
  /** Who may approve a call, as e-mail addresses; empty unless gated. */
  public readonly approvers: string[];

  private constructor(
    /** What answers. */
    public readonly mode: IntegrationMode,
    /** The host that is called; none when simulated. */
    public readonly host: string | undefined,
    options: IntegrationOptions | undefined,
    approvers: string[],
  ) {
    this.port = options?.port ?? 443;
    this.additionalHosts = readOnly(options?.additionalHosts ?? []);
    this.credentialRotationDays = options?.credentialRotationDays ?? 90;
    this.approvers = readOnly(approvers);
    fixed(this);
  }

  /** Every host the integration reaches: `host` and the additional ones; none when simulated. */
  public get hosts(): string[] {
    return this.host === undefined ? [] : [this.host, ...this.additionalHosts];
  }
}
