// Builds one statement: text and bound parameters, in step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/core/logical_type.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/query/literal.hpp"

namespace rowan {

/// Where the value of a parameter comes from, so that the text can serve other queries that differ in values only.
struct ParameterSource {
  enum class From : std::uint8_t {
    elsewhere,  ///< it was computed: the text serves no other query
    constant,   ///< the same for all of them
    value,      ///< the value at `origin`; a list where the parameter's kind is an array
    limit,
    offset,
    limit_and_offset,  ///< their sum
  };
  From from = From::elsewhere;
  Origin origin{};
  Value (*derive)(const Value& value) = nullptr;  ///< what is bound instead of the value itself
};

/// A statement's text, and what is bound to its placeholders in order. `kinds` types the NULLs.
struct CompiledSql {
  std::string sql;
  std::vector<Value> parameters;
  std::vector<TypeKind> kinds;
  std::vector<ParameterSource> sources{};  ///< one for each parameter
  bool decided_by_values = false;          ///< other values may need another text
  bool raw = false;                        ///< has text of the user's in it, which may do more than read
  /// Of a query with outputs of its own: each one's kind, and the attribute that it has the form of, if any.
  struct Output {
    TypeKind kind{};
    const ModelInfo* model = nullptr;  ///< of the attribute
    const AttributeInfo* attribute = nullptr;
  };
  std::vector<Output> outputs{};
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
  /// The same of a value in a query, or of what `derive` makes of it.
  [[nodiscard]] std::string bind(const bound::Literal& literal, Value (*derive)(const Value&) = nullptr);
  SqlWriter& parameter(const bound::Literal& literal) { return text(bind(literal)); }
  /// The same of a number of rows: a query's limit or offset, or a number that is always the same.
  SqlWriter& rows(std::uint64_t count, ParameterSource::From from);
  /// Until the answer is given back: numbers of rows are a part of the text, those of a query inside another.
  bool fix_rows(bool fixed) { return std::exchange(rows_are_fixed_, fixed); }
  /// Until the answer is given back: numbers of rows are written, not bound.
  bool spell_rows(bool spelled) { return std::exchange(rows_are_spelled_, spelled); }
  /// Says that another value would have been written in another way.
  void value_decides() { out_.decided_by_values = true; }
  /// Takes back what was written since the text was this long.
  [[nodiscard]] std::string cut(std::size_t length);
  [[nodiscard]] std::size_t length() const { return out_.sql.size(); }
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
  std::string bind(Value value, TypeKind kind, const ParameterSource& source);

  const Dialect& dialect_;
  CompiledSql out_;
  bool rows_are_fixed_ = false, rows_are_spelled_ = false;
};

/// A text that has more bytes may be written in another way than a shorter one, but not for any other length.
inline constexpr std::size_t long_text = 1000;
/// As many rows as databases can count to.
ROWAN_EXPORT std::int64_t row_count(std::uint64_t rows);

}  // namespace rowan
