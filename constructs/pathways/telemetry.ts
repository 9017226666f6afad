/** What an account lets a monitoring account see. */
export enum Telemetry {
  /** Metrics. They hold numbers and names, no customer data. */
  METRICS = 'AWS::CloudWatch::Metric',
  /** Log groups. What workloads log may be sensitive: share them on purpose. */
  LOGS = 'AWS::Logs::LogGroup',
  /** Traces. They may hold addresses and parameters of requests. */
  TRACES = 'AWS::XRay::Trace',
}
