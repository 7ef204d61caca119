// Random values of books: arithmetic, functions, choices, paths, values of many targets, sub-queries.
#pragma once

#include "memory/dice.hpp"
#include "rowan/rowan.hpp"

namespace memory_tests {

class RandomValues {
 public:
  explicit RandomValues(Dice& dice) : dice_(dice) {}

  /// Of any type, to group by: no `in(…)` of a query, which MariaDB asks again after it made the groups.
  rowan::Expr key(int depth) {
    in_queries_ = false;
    rowan::Expr made = any(depth);
    in_queries_ = true;
    return made;
  }

  /// Of any type.
  rowan::Expr any(int depth);
  rowan::Expr integer(int depth);
  rowan::Expr decimal(int depth);
  /// A double of halves and quarters, which all databases count alike.
  rowan::Expr real(int depth);
  rowan::Expr text(int depth);
  rowan::Expr day(int depth);
  /// To add to a time.
  rowan::Expr amount();
  rowan::Expr moment(int depth);
  rowan::Expr condition(int depth);
  /// Of rows or of groups.
  rowan::Expr aggregate(int depth);

 private:
  bool coin() { return dice_(2) == 0; }
  /// Of nothing, or of a condition.
  rowan::Expr perhaps_condition(int depth);
  rowan::Expr number(std::int64_t below) { return rowan::ast::literal(rowan::Value(dice_(below))); }
  rowan::Expr choice(int depth, rowan::Expr one, rowan::Expr other);
  rowan::Expr of_author(std::string_view attribute);
  rowan::Expr part_of(rowan::Expr text);
  rowan::Expr one_of_all_books(int depth);
  rowan::CompareOp op() { return static_cast<rowan::CompareOp>(dice_(6)); }

  Dice& dice_;
  bool in_queries_ = true;
};

}  // namespace memory_tests
