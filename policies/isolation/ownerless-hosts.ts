/** Host names that AWS makes up: they name a resource and not its account. */
const MADE_UP = [
  /^[a-z0-9]{10}\.execute-api\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/,
  /^[a-z0-9.-]+\.rds\.amazonaws\.com(\.cn)?$/,
  /^[a-z0-9-]+(\.[a-z0-9-]+)*\.elb\.([a-z0-9-]+\.)?amazonaws\.com(\.cn)?$/,
  /^[a-z0-9-]+\.[a-z0-9-]+\.elb\.amazonaws\.com(\.cn)?$/,
  /^[a-z0-9.-]+\.(cache|es|aos|aoss|docdb|neptune|redshift|redshift-serverless|kafka|efs|mq|memorydb|fsx|vpce|appsync-api|transfer\.server|grafana-workspace|lambda-url|s3-website|awsapprunner|elasticbeanstalk)\.([a-z0-9-]+\.)?(amazonaws\.com(\.cn)?|on\.aws|com)$/,
  /^[a-z0-9-]+\.(cluster|proxy|db)[a-z0-9-]*\.[a-z0-9-]+\.(docdb|neptune)\.amazonaws\.com$/,
  /^[a-z0-9]+\.cloudfront\.net$/, /^[a-z0-9]+\.awsglobalaccelerator\.com$/, /^[a-z0-9-]+\.[a-z0-9-]+\.awsapprunner\.com$/, /^[a-z0-9.-]+\.elasticbeanstalk\.com$/,
];
const HOST = /[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)+/g;
/** Buckets by their address: whoever takes the name first has it. */
const BUCKET = /^([a-z0-9][a-z0-9.-]+)\.s3(?:-website)?(?:[.-](?:dualstack\.)?[a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/;
const SERVICES = /\.amazonaws\.com(\.cn)?$|\.cloudfront\.net$|\.on\.aws$|\.awsapprunner\.com$|\.elasticbeanstalk\.com$|\.awsglobalaccelerator\.com$/;

/** A host name in `text` whose account its name does not tell; undefined when there is none. */
export function ownerlessHost(text: string): string | undefined {
  const lower = text.toLowerCase();
  if (!SERVICES.test(lower) && !/amazonaws\.com|cloudfront\.net|on\.aws|awsapprunner\.com|elasticbeanstalk\.com|awsglobalaccelerator\.com/.test(lower)) return undefined;
  for (const [host] of lower.matchAll(HOST)) {
    // A part that deployment makes, just before, tells whose it is.
    const before = lower[lower.indexOf(host) - 1];
    if (before !== '⟩' && before !== '*' && before !== '.' && MADE_UP.some((form) => form.test(host))) return host;
  }
  return undefined;
}

/** The bucket that a host name in `text` addresses; undefined when there is none. */
export function bucketOfHost(text: string): string | undefined {
  for (const [host] of text.toLowerCase().matchAll(HOST)) {
    const name = BUCKET.exec(host)?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}
