/** What a user of the database is made from. */
export interface DatabaseUserFacts {
  /** Name of the user. */
  readonly user: string;
  /** Name of the database it works in. */
  readonly database: string;
}

/**
 * The statements that make a user who signs in by IAM alone, in order. Each may be run again: what is there stays. The user works with all
 * data of schema `public`, whoever made the tables, and administers nothing. Nobody else may create anything there.
 */
export function userStatements({ user, database }: DatabaseUserFacts): readonly string[] {
  const [name, base] = [identifier(user), identifier(database)];
  return [
    `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${user}') THEN CREATE ROLE ${name} LOGIN; END IF; END $$`,
    `ALTER ROLE ${name} NOCREATEDB NOCREATEROLE PASSWORD NULL`,
    `GRANT rds_iam TO ${name}`,
    `REVOKE ALL ON DATABASE ${base} FROM PUBLIC`,
    `GRANT CONNECT, TEMPORARY ON DATABASE ${base} TO ${name}`,
    'REVOKE CREATE ON SCHEMA public FROM PUBLIC',
    `GRANT USAGE, CREATE ON SCHEMA public TO ${name}`,
    grantOnEach("'r', 'p', 'v', 'm'", 'SELECT, INSERT, UPDATE, DELETE ON TABLE', user),
    grantOnEach("'S'", 'USAGE, SELECT, UPDATE ON SEQUENCE', user),
    `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${name}`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO ${name}`,
  ];
}

/** Only on what the administrator may grant: what the user made is its own, and what others own is theirs to give. */
function grantOnEach(kinds: string, privileges: string, user: string): string {
  return `DO $$ DECLARE it record; BEGIN FOR it IN SELECT CAST(c.oid AS regclass) AS relation FROM pg_class c WHERE c.relnamespace = to_regnamespace('public') `
    + `AND c.relkind IN (${kinds}) AND pg_has_role(current_user, c.relowner, 'USAGE') AND pg_get_userbyid(c.relowner) <> '${user}' `
    + `LOOP EXECUTE format('GRANT ${privileges} %s TO %I', it.relation, '${user}'); END LOOP; END $$`;
}

/** Names come from the template; one that would need care inside quotes is refused instead. */
function identifier(name: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new Error(`name "${name}" must be lower-case letters, digits and "_"`);
  return `"${name}"`;
}
