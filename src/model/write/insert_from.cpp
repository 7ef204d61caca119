// INSERT of what a query gives.
#include <fmt/format.h>

#include <algorithm>

#include "association/counted_writes.hpp"
#include "model/load/fit_check.hpp"
#include "model/load/record_statements.hpp"
#include "model/load/run_sql.hpp"
#include "model/record/block_ref.hpp"
#include "model/record/resolve.hpp"
#include "model/record/tell_change.hpp"
#include "model/write/bulk_statements.hpp"
#include "model/write/redirected_insert.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/bulk.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/query/composition.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan::detail {
namespace {

void require_no_uuid_key(const ModelInfo& model, const Columns& columns) {
  for (const AttributeInfo* part : model.primary_key) {
    if (!part->generated || part->type.kind != TypeKind::uuid) continue;
    if (std::find(columns.begin(), columns.end(), part) != columns.end()) continue;
    throw QueryError(
        fmt::format("the UUID {}.{} is made by the library, which sees none of these rows: have the query give one, or "
                    "insert_all what find_each() reads",
                    model.name, part->name));
  }
}

// A query may give any type, that of no model even.
void require_own_type(const ModelInfo& model, const Columns& columns) {
  if (model.base == nullptr || std::find(columns.begin(), columns.end(), model.type_attribute) == columns.end()) return;
  throw QueryError(fmt::format("{0}.{1} is '{2}' in each row that insert_from makes: leave {1} out, or insert into {3}",
                               model.name, model.type_attribute->name, model.type_name, model.root().name));
}

// What the query does not give is as in a new record; times are the present one.
void add_others(const ModelInfo& model, const TableFacts& facts, Columns& columns, SelectQuery& rows) {
  const Instant time = now();
  const BlockRef made(Block::make(model, 1, false));
  made->construct_next();
  for (const AttributeInfo& attribute : model.attributes) {
    const bool by_database = attribute.database_default || (attribute.primary_key && attribute.generated);
    if (by_database || std::find(columns.begin(), columns.end(), &attribute) != columns.end()) continue;
    const bool is_time = attribute.created_at || attribute.updated_at;
    const Value value = is_time ? facts.stamp_of(attribute, time)
                        : &attribute == model.type_attribute
                            ? Value(model.type_name)
                            : attribute.ops->get(static_cast<const std::byte*>(made->object(0)) + attribute.offset);
    if (value.is_null()) continue;
    columns.push_back(&attribute);
    rows.outputs.push_back(ast::literal(bind_value(model, attribute, value)));
  }
}

// One statement is of one database: where the rows come into, the query is asked, unless it is of another.
void require_same_database(const ModelInfo& model, const SelectQuery& rows,
                           const std::shared_ptr<DatabaseCore>& of_rows, const BulkOptions& options,
                           DatabaseCore& database) {
  const auto source = of_rows || options.database ? of_rows : rowan::resolve_database(*rows.model, nullptr);
  if (source == nullptr || are_one(*source, database)) return;
  throw QueryError(
      fmt::format("insert_from is one statement, and its query is of the database {}, while {} goes into {}: give "
                  "{{.database = …}} of the query's, or insert_all what find_each() reads",
                  source->label(), model.name, database.label()));
}

// Of a union, and of rows that are given once each, what they give is put into columns, not they themselves.
SelectQuery given_by(const SelectQuery& query) {
  const bool plain = !query.distinct && (query.composition == nullptr || query.composition->others.empty());
  if (plain) return query;
  SelectQuery around = standing_on(query);
  for (std::size_t i = 0; i < query.outputs.size(); ++i) around.outputs.push_back(ast::given({}, i));
  return around;
}

}  // namespace

std::uint64_t insert_from(const ModelInfo& model, std::span<const std::string_view> attributes,
                          const SelectQuery& given, const std::shared_ptr<DatabaseCore>& of_rows,
                          const BulkOptions& options) {
  if (options.skip_duplicates)
    throw QueryError("insert_from can't skip duplicates: leave them out by a condition of the query");
  if (model.counts_owners) refuse_uncounted(model, "insert_from");
  Columns columns;
  for (const std::string_view name : attributes) columns.push_back(&bind_attribute(model, name));
  require_no_uuid_key(model, columns);
  require_own_type(model, columns);
  const auto database = rowan::resolve_database(model, options.database);
  require_same_database(model, given, of_rows, options, *database);
  SelectQuery rows = given_by(given);
  return tell_bulk_write(model, Operation::insert_all, *database, [&] {
    const Lease connection = database->acquire();
    const TableFacts& facts = RecordStatements::of(*connection, model).facts();
    require_key(model, facts, columns);
    add_others(model, facts, columns, rows);
    const CompiledSql sql = connection->compiler().insert_from(model, columns, rows);
    return run_sql(*connection, sql, model.name, "insert_from", {});
  });
}

}  // namespace rowan::detail
