// How a database spells names and expressions: a quarter of a dialect.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/logical_type.hpp"
#include "rowan/export.hpp"
#include "rowan/query/expr.hpp"
#include "rowan/query/literal.hpp"

namespace rowan {

class SqlWriter;

/// See Dialect. The defaults are the SQL standard's. `column` is SQL text of a column.
class ROWAN_EXPORT ExpressionDialect {
 public:
  ExpressionDialect() = default;
  virtual ~ExpressionDialect();
  ExpressionDialect(const ExpressionDialect&) = delete;
  ExpressionDialect& operator=(const ExpressionDialect&) = delete;

  /// Appends `name` quoted, the delimiter doubled. @throws QueryError for a name with a NUL in it.
  virtual void append_identifier(std::string& sql, std::string_view name) const;
  [[nodiscard]] std::string quoted(std::string_view name) const;
  /// Appends the placeholder of parameter `number`, from 1: `?`, or `$1`.
  virtual void append_placeholder(std::string& sql, std::size_t number) const;

  /// What to compare and sort a column of `kind` by: SQLite appends the collation here.
  [[nodiscard]] virtual std::string comparable(std::string column, TypeKind kind) const;
  /// An integer as the decimal that it is compared with: text of SQLite, where decimals are text.
  [[nodiscard]] virtual std::string as_decimal(std::string integer) const;
  /// `sql`, a document, as what is equal for all that hold the same; unless `comparable` or its type does it.
  [[nodiscard]] virtual std::string normal_json(std::string sql) const;
  /// Whether `value`, of `kind`, is NULL; `negated`: is not.
  [[nodiscard]] virtual std::string null_test(std::string value, TypeKind kind, bool negated) const;
  /// The sum of a column and a placeholder, exact for `kind`; `column` is never NULL.
  [[nodiscard]] virtual std::string sum(std::string column, std::string placeholder, TypeKind kind) const;
  /// Whether an attribute of `type` holds that sum, asked so that no value can make the question fail. Empty where it
  /// need not be asked: a statement that is refused for its sum does no harm to the transaction.
  [[nodiscard]] virtual std::string sum_fits(const std::string& column, const std::string& placeholder,
                                             const LogicalType& type) const;
  /// Whether two values are not the same, NULL being one, by every bit of a text.
  [[nodiscard]] virtual std::string differ(const std::string& left, const std::string& right, TypeKind kind) const;
  /// A computed value on its way into a column of `type`: what that can't hold must be refused.
  [[nodiscard]] virtual std::string fitted(std::string value, const LogicalType& type) const;
  /// Zero of `kind`, as SQL text, to start counting from.
  [[nodiscard]] virtual std::string zero(TypeKind kind) const;
  /// A function of `arguments`, as one operand; `kind` is what its first argument is, of arithmetic the wider one.
  /// Each argument stands in it once, in order: it may hold placeholders.
  [[nodiscard]] virtual std::string call(Function function, const std::vector<std::string>& arguments,
                                         TypeKind kind) const;
  /// A window function of `argument()` over the rows of `over()`: each is called once for each time that it stands in
  /// the text, in that order, for there may be placeholders in it. @throws Unsupported naming the databases that can.
  [[nodiscard]] virtual std::string window(WindowFunction function, const std::function<std::string()>& argument,
                                           std::int64_t number, const std::function<std::string()>& over,
                                           TypeKind kind) const;
  /// An aggregate of `argument`, whose kind is `kind`. Where that has to stand a second time, behind the first,
  /// `again()` gives it with placeholders of its own, once.
  [[nodiscard]] virtual std::string aggregate(AggregateFunction function, bool distinct, const std::string& argument,
                                              const std::function<std::string()>& again, TypeKind kind) const;
  /// A placeholder where nothing beside it says its type.
  [[nodiscard]] virtual std::string typed(std::string placeholder, TypeKind kind) const;
  /// A text match. Standard: `column LIKE ? ESCAPE '!'` with the text escaped, both sides in lower case to ignore case.
  virtual void write_match(SqlWriter& out, const std::string& column, MatchKind kind, const bound::Literal& text,
                           bool ignore_case) const;
  /// Writes a query that gives the values of a list as rows, however many they are: what stands in `x IN (…)` where a
  /// placeholder each would be too many. False, and nothing is written, when it can't for this kind.
  virtual bool write_long_list(SqlWriter& out, const bound::Literal& list) const;
  /// `text` with what makes its comparison tell cases apart, in databases where the column decides otherwise.
  [[nodiscard]] virtual std::string exact_text(std::string text) const;
  /// A number as the double beside which it is chosen or compared.
  [[nodiscard]] virtual std::string as_double(std::string number) const;

 protected:
  /// The placeholder of the list as one JSON array: numbers and booleans as numbers, NULLs, and all else as texts.
  static std::string bind_as_json(SqlWriter& out, const bound::Literal& list);
  /// YEAR … SECOND: the part of a time that a function is about.
  static std::string_view part_name(Function function);
  /// Appends `name` between `quote`s, those in it doubled. @throws QueryError for a name with a NUL in it.
  static void append_quoted(std::string& sql, std::string_view name, char quote);
};

}  // namespace rowan
