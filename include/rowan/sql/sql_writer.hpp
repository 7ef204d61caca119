// Builds one statement: text and bound parameters, in step.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/core/logical_type.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"

namespace rowan {

/// A statement's text, and what is bound to its placeholders in order. `kinds` types the NULLs.
struct CompiledSql {
  std::string sql;
  std::vector<Value> parameters;
  std::vector<TypeKind> kinds;
  bool raw = false;  ///< has text of the user's in it, which may do more than read
};

/// Text goes in as text, identifiers quoted, values as placeholders: there is no way to put a value into the text.
class ROWAN_EXPORT SqlWriter {
 public:
  explicit SqlWriter(const Dialect& dialect);

  SqlWriter& text(std::string_view sql) {
    out_.sql += sql;
    return *this;
  }
  /// Quoted. @throws QueryError for a name with a NUL in it.
  SqlWriter& identifier(std::string_view name);
  /// `schema.table`, each quoted; the schema left out when empty.
  SqlWriter& table(std::string_view schema, std::string_view table);
  /// A placeholder bound to `value`.
  SqlWriter& parameter(Value value, TypeKind kind);
  /// Binds `value` and returns its placeholder, which must be written before the next one.
  [[nodiscard]] std::string bind(Value value, TypeKind kind);
  /// Says that text of the user's is in it.
  void mark_raw() { out_.raw = true; }
  /// A placeholder whose value the caller binds later; NULL until then.
  SqlWriter& placeholder(TypeKind kind) { return parameter(Value(), kind); }

  [[nodiscard]] const Dialect& dialect() const { return dialect_; }
  [[nodiscard]] std::size_t parameter_count() const { return out_.parameters.size(); }
  /// The finished statement; the writer is empty afterwards. @throws QueryError when it binds more than the database
  /// takes.
  CompiledSql finish();

 private:
  const Dialect& dialect_;
  CompiledSql out_;
};

}  // namespace rowan
