// What the shop earned: each report is one query, whose rows are plain structs. What is reached from a line through its
// order or product is optional there, because a query can't know that there always is one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rowan/rowan.hpp>

namespace shop {

struct MonthRow {
  std::optional<rowan::Instant> month;  ///< its beginning
  std::int64_t orders = 0;
  rowan::Decimal revenue;
  rowan::Decimal so_far;  ///< the revenue up to this month
};
/// Months with orders, in their order.
[[nodiscard]] std::vector<MonthRow> revenue_by_month();

struct BestRow {
  std::optional<std::string> category, product;
  rowan::Decimal revenue;
};
/// The product of each category that earned most.
[[nodiscard]] std::vector<BestRow> best_of_each_category();

struct ShareRow {
  std::optional<std::string> product;
  std::int64_t pieces = 0;
  rowan::Decimal revenue;
  std::optional<rowan::Decimal> percent;  ///< of all revenue; NULL where that is 0
};
/// What was sold, the best first.
[[nodiscard]] std::vector<ShareRow> shares_of_revenue();

}  // namespace shop
