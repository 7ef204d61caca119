// The UUIDs that a condition asks for by equality, told apart from all the others in it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/core/uuid.hpp"
#include "rowan/core/value.hpp"
#include "rowan/query/expr.hpp"

namespace rowan {

/// Stands in for them: a condition is compiled with a stand-in for each, and what is bound is looked up here.
class EqualUuids {
 public:
  /// The condition, with a stand-in for each UUID that a row has to equal for the condition to hold because of it. With
  /// such a UUID spelt otherwise, it holds for rows that are kept in that spelling, and for none that it held for only
  /// because they differ from it: those of `!=`, NOT, orders and raw SQL are left alone. What reads as a UUID counts
  /// as one; `text_of` gives it back where it is bound as text.
  [[nodiscard]] Expr mark(const Expr& condition) { return marked(condition, true); }

  [[nodiscard]] bool empty() const noexcept { return stand_ins_.empty(); }
  /// What `value` stands in for, or null.
  [[nodiscard]] const Uuid* uuid_of(const Uuid& value) const noexcept;
  [[nodiscard]] const std::string* text_of(std::string_view value) const;

 private:
  struct StandIn {
    Uuid marker;
    std::string marker_text;
    Uuid uuid;
    std::string text;  ///< as given, where it was text
  };

  [[nodiscard]] Expr marked(const Expr& tree, bool positive);
  [[nodiscard]] Expr marked_operand(const Expr& operand);
  [[nodiscard]] Value marked(const Value& value);

  std::vector<StandIn> stand_ins_;
};

}  // namespace rowan
