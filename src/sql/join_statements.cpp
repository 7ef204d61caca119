// Rows of the join table of a many_to_many.
#include "insert_parts.hpp"
#include "query/association_path.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statements.hpp"

namespace rowan {
namespace {

struct JoinColumn {
  std::string name;
  TypeKind kind;
};

struct JoinTable {
  std::string schema, name;
  std::vector<JoinColumn> owner, target;
};

std::vector<JoinColumn> join_columns(const std::vector<std::string>& names,
                                     const std::vector<const AttributeInfo*>& key) {
  std::vector<JoinColumn> columns;
  for (std::size_t i = 0; i < names.size(); ++i) columns.push_back({names[i], key[i]->type.kind});
  return columns;
}

// The two hops of a many_to_many share the join table: the first leads in, the second out.
JoinTable join_table_of(const AssociationInfo& association) {
  const std::vector<Hop> path = association_path(association);
  const Hop& in = path.front();
  const Hop& out = path.back();
  return {in.schema, in.table, join_columns(in.to, in.key), join_columns(out.from, out.key)};
}

std::vector<JoinColumn> all_columns(const JoinTable& join) {
  std::vector<JoinColumn> all = join.owner;
  all.insert(all.end(), join.target.begin(), join.target.end());
  return all;
}

void write_names(SqlWriter& out, const std::vector<JoinColumn>& columns) {
  for (const JoinColumn& column : columns) out.text(&column == &columns.front() ? "" : ", ").identifier(column.name);
}

void write_placeholders(SqlWriter& out, const std::vector<JoinColumn>& columns) {
  for (const JoinColumn& column : columns) out.text(&column == &columns.front() ? "" : ", ").placeholder(column.kind);
}

void write_equal(SqlWriter& out, const std::vector<JoinColumn>& columns) {
  for (const JoinColumn& column : columns) {
    out.text(&column == &columns.front() ? "" : " AND ");
    out.text(out.dialect().comparable(out.dialect().quoted(column.name), column.kind)).text(" = ");
    out.placeholder(column.kind);
  }
}

std::string delete_rows(const Dialect& dialect, const JoinTable& join, const std::vector<JoinColumn>& where) {
  SqlWriter out(dialect);
  out.text("DELETE FROM ").table(join.schema, join.name).text(" WHERE ");
  write_equal(out, where);
  return out.finish().sql;
}

}  // namespace

std::string join_insert_sql(const Dialect& dialect, const AssociationInfo& association, std::size_t rows) {
  const JoinTable join = join_table_of(association);
  const std::vector<JoinColumn> columns = all_columns(join);
  SqlWriter out(dialect);
  out.text("INSERT INTO ").table(join.schema, join.name).text(" (");
  write_names(out, columns);
  out.text(") VALUES ");
  for (std::size_t row = 0; row < rows; ++row) {
    out.text(row == 0 ? "(" : ", (");
    write_placeholders(out, columns);
    out.text(")");
  }
  write_do_nothing(out, columns.front().name);
  return out.finish().sql;
}

std::string join_find_sql(const Dialect& dialect, const AssociationInfo& association) {
  const JoinTable join = join_table_of(association);
  SqlWriter out(dialect);
  out.text("SELECT 1 FROM ").table(join.schema, join.name).text(" WHERE ");
  write_equal(out, all_columns(join));
  return out.finish().sql;
}

std::string join_delete_sql(const Dialect& dialect, const AssociationInfo& association) {
  const JoinTable join = join_table_of(association);
  return delete_rows(dialect, join, all_columns(join));
}

std::string join_clear_sql(const Dialect& dialect, const AssociationInfo& association) {
  const JoinTable join = join_table_of(association);
  return delete_rows(dialect, join, join.owner);
}

}  // namespace rowan
