// Pieces that several statements are made of.
#pragma once

#include <span>
#include <string_view>

#include "condition_writer.hpp"
#include "rowan/query/select.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {

using AttributeList = std::span<const AttributeInfo* const>;

/// A writer for one statement on one model, its names bound.
class QueryWriter {
 public:
  /// @throws QueryError, InvalidValue from binding.
  QueryWriter(const Dialect& dialect, const SelectQuery& query);

  SqlWriter& text(std::string_view sql) { return out_.text(sql); }
  SqlWriter& out() { return out_; }
  ConditionWriter& conditions() { return conditions_; }
  [[nodiscard]] const SelectQuery& query() const { return query_; }
  [[nodiscard]] const ModelInfo& model() const { return *query_.model; }

  void write_table() { out_.table(model().schema, model().table); }
  /// ` FROM … WHERE …`
  void write_from_where();
  void write_limit();
  /// ` WHERE …` of an UPDATE or DELETE: the condition itself, or, where limit or database ask for it, the keys of the
  /// rows.
  void write_where_of_change();
  CompiledSql finish() { return out_.finish(); }

 private:
  void write_key_where(AttributeList key);
  void write_derived_key_where(AttributeList key);
  void write_key_query(AttributeList key);

  SelectQuery query_;
  SqlWriter out_;
  Aliases aliases_;
  ConditionWriter conditions_;
};

/// `"a", "b"`, each with `prefix` before it.
void write_columns(SqlWriter& out, AttributeList columns, std::string_view prefix = {});
/// All attributes of the model, in order.
void write_all_columns(SqlWriter& out, const ModelInfo& model, std::string_view prefix = {});
/// `column = ? AND …`, by what each column is compared by.
void write_equalities(SqlWriter& out, AttributeList columns);
/// The parameter for an array of the attribute's values, and its type.
void write_array(SqlWriter& out, const AttributeInfo& attribute);
/// Refuses a model with attributes that the database has no columns for. @throws Unsupported naming the first.
void require_columns(const Dialect& dialect, const ModelInfo& model);
/// @throws RecordNotSaved when the model is read-only.
void require_writable(const ModelInfo& model);
/// The primary key. @throws MappingError when the model has none, saying what needs it.
AttributeList key_of(const ModelInfo& model, std::string_view purpose);

}  // namespace rowan
