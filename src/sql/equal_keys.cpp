// The question which keys of a table equal those asked for, however they are spelt.
#include "query/association_path.hpp"
#include "query_parts.hpp"
#include "rowan/sql/statements.hpp"

namespace rowan {
namespace {

// Each key is compared with the columns themselves, so that their collation decides, and their index serves.
std::string equal_keys(const Dialect& dialect, const Hop& hop, std::size_t keys) {
  SqlWriter out(dialect);
  for (std::size_t key = 0; key < keys; ++key) {
    out.text(key == 0 ? "SELECT " : " UNION ALL SELECT ").text(std::to_string(key));
    for (const std::string& column : hop.to) out.text(", ").identifier(column);
    out.text(" FROM ").table(hop.schema, hop.table).text(" WHERE ");
    for (std::size_t i = 0; i < hop.to.size(); ++i) {
      const TypeKind kind = hop.key[i]->type.kind;
      out.text(i == 0 ? "" : " AND ").text(dialect.comparable(dialect.quoted(hop.to[i]), kind));
      out.text(" = ").placeholder(kind);
    }
  }
  return out.finish().sql;
}

}  // namespace

std::string equal_keys_sql(const Dialect& dialect, const AssociationInfo& association, std::size_t keys) {
  return equal_keys(dialect, association_path(association).front(), keys);
}

std::string equal_keys_sql(const Dialect& dialect, const ModelInfo& model, std::size_t keys) {
  Hop hop{model.schema, model.table, {}, {}, {}};
  for (const AttributeInfo* part : key_of(model, "finding by key")) {
    hop.to.push_back(part->column);
    hop.key.push_back(part);
  }
  return equal_keys(dialect, hop, keys);
}

}  // namespace rowan
