// What decides a query's SQL, told apart from the values that it binds: a query is asked again and again with other
// values, and its SQL need be written once.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/connection/connection.hpp"
#include "rowan/connection/statement.hpp"
#include "rowan/query/composition.hpp"
#include "rowan/query/select.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/sql/sql_writer.hpp"

namespace rowan {

/// A list that needs no memory of its own while it is short.
template <class T, std::size_t few>
class ShortList {
 public:
  [[gnu::always_inline]] void push(T item) {
    if (size_ < few) [[likely]] {
      first_[size_++] = item;
    } else {
      spill(item);
    }
  }
  void append(std::span<const T> items) {
    if (items.size() > few - std::min(size_, few)) {
      for (const T& item : items) push(item);
      return;
    }
    std::copy(items.begin(), items.end(), first_.begin() + size_);
    size_ += items.size();
  }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::span<const T> items() const noexcept {
    return {size_ <= few ? first_.data() : all_.data(), size_};
  }

 private:
  [[gnu::noinline]] void spill(T item) {
    if (size_++ == few) all_.assign(first_.begin(), first_.end());
    all_.push_back(item);
  }

  std::array<T, few> first_;
  std::size_t size_ = 0;
  std::vector<T> all_;
};

/// Looks at a query once. Views it: the query must outlive this.
class QueryShape {
 public:
  /// `use`: a letter for what the query is for, where that, too, decides the SQL.
  QueryShape(const SelectQuery& query, char use);

  /// Whether its SQL may be kept: not that of queries with SQL of the user's, nor of very long ones.
  [[nodiscard]] bool usual() const noexcept { return usual_; }
  /// The query but for its values, written down so that it could be read back: two queries of the same text differ in
  /// values only.
  [[nodiscard]] std::string_view text() const noexcept { return {text_.items().data(), text_.size()}; }
  /// In the order in which they stand in the query. After a list come its elements, the last one repeated.
  [[nodiscard]] std::span<const Value* const> values() const noexcept { return values_.items(); }
  [[nodiscard]] const SelectQuery& query() const noexcept { return query_; }

  /// Values as many as a list is padded to.
  static constexpr std::size_t most_text = 4000, most_values = 1024;

 private:
  void look(const SelectQuery& query);
  void look(const Composition& parts);
  void look(const CommonTable& table);
  void look(const Expr& expr);
  template <class Part>
  void look_at(const Part& part);
  template <class Field>
  void field(const Field& field);
  void put(char c) { text_.push(c); }
  void put(std::string_view name);
  void put_number(std::size_t number);
  void take(const Value& value);

  const SelectQuery& query_;
  ShortList<char, 240> text_;
  ShortList<const Value*, 16> values_;
  std::vector<const SelectQuery*> commons_;  ///< the common tables so far
  bool usual_ = true;
};

/// The SQL for all queries of one shape.
struct KeptQuery {
  struct Parameter {
    ParameterSource source;  ///< its origin's value is not to be read any more
    std::size_t value = 0;   ///< which of the shape's
    Value constant;
    TypeKind kind{};
  };
  /// Whether all that it binds is one value, as an attribute's column takes it, and the limit.
  [[nodiscard]] bool binds_only_values() const;
  /// What is bound for `value` then: that, or `converted`, which is made of it. @throws InvalidValue as bind_value.
  static const Value& bound_value(const Parameter& parameter, const Value& value, std::optional<Value>& converted);
  std::string sql;
  std::vector<Parameter> parameters;
  CachedStatement place{};
  std::vector<CompiledSql::Output> outputs;
};

/// A column compared with a value of its own kind, the usual condition of find_by: what is asked of one row by it, but
/// for the value.
struct ComparisonShape {
  std::string_view column;
  CompareOp op;
  std::uint8_t value;  ///< which type it has
  friend bool operator==(const ComparisonShape&, const ComparisonShape&) = default;
};
/// Its shape, and the value; nothing for other conditions.
std::optional<std::pair<ComparisonShape, const Value*>> comparison_of(const Expr& condition);

/// What `written`, which was compiled for a query of this shape, is for the others; nothing when values decide about
/// more than parameters, so that it can't serve them.
std::optional<KeptQuery> keep_query(const QueryShape& shape, const CompiledSql& written);

/// A query's values, as they are bound to the statement that was kept for its shape. Refers to the shape, and with it
/// to the query.
class KeptValues {
 public:
  /// @throws InvalidValue as bind_value.
  KeptValues(const QueryShape& shape, const KeptQuery& kept);
  /// The statement may refer to the values until it is run.
  void bind(ParameterWriter& parameters) const;
  /// Where the value of a parameter comes from; null when that is not known.
  [[nodiscard]] const ParameterSource* source_at(int index) const;
  /// Copies of what is bound, in order.
  [[nodiscard]] std::vector<Value> values() const;

 private:
  const Value* value_of(const KeptQuery::Parameter& parameter);
  [[nodiscard]] std::int64_t number_of(const KeptQuery::Parameter& parameter) const;

  const QueryShape& shape_;
  const KeptQuery& kept_;
  ShortList<const Value*, 16> values_;  ///< null for a number of rows
  std::vector<Value> converted_;
};

}  // namespace rowan
