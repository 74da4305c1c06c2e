/** Names of tables and columns: camel case in code, snake case in the database. */
import {
  CamelCasePlugin,
  type IdentifierNode,
  PostgresDialect,
  PostgresQueryCompiler,
  type QueryCompiler,
} from 'kysely';
import type { PluginTransformQueryArgs, RootOperationNode } from 'kysely';

/**
 * Kysely's own plugin, which names what rows hold. For the names within a query it would write the whole query anew, as
 * a tree, before that is compiled; `NamingDialect` names them while it is compiled.
 */
export class NamingPlugin extends CamelCasePlugin {
  constructor() {
    super({ maintainNestedObjectKeys: true });
  }
  override transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    return node;
  }
  /** `buyer_name` for `buyerName`. */
  columnOf(name: string): string {
    return this.snakeCase(name);
  }
}

const naming = new NamingPlugin();

class NamingCompiler extends PostgresQueryCompiler {
  protected override compileUnwrappedIdentifier({ name }: IdentifierNode): void {
    this.append(this.sanitizeIdentifier(naming.columnOf(name)));
  }
}

/** PostgreSQL, whose names are in snake case. */
export class NamingDialect extends PostgresDialect {
  override createQueryCompiler(): QueryCompiler {
    return new NamingCompiler();
  }
}
