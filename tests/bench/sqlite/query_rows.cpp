// Queries over several tables, and groups, beside the same SQL by hand.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shop_models.hpp"
#include "sides.hpp"
#include "sqlite/rows.hpp"

// Beside their arguments, where checksum_of looks for them.
namespace bench {

/// What one looks at to go through the orders, both sides alike.
struct OrderView {
  std::int64_t id{};
  std::optional<std::string> buyer, region;
  std::int64_t lines{};
};

struct AgesOfName {
  std::string name;
  std::int64_t customers{}, ages{};
  std::optional<double> score;
};

static std::uint64_t checksum(const OrderView& row) {
  return static_cast<std::uint64_t>(row.id * 31 + row.lines) + row.buyer.value_or("").size() +
         row.region.value_or("").size();
}
static std::uint64_t checksum(const AgesOfName& row) {
  return static_cast<std::uint64_t>(row.customers * 31 + row.ages) + row.name.size() +
         static_cast<std::uint64_t>(row.score.value_or(0) * 1000);
}

}  // namespace bench

namespace bench::sqlite {
namespace {

/// All rows of the statement as `Row`s; `take(statement, row)` reads one.
template <class Row, class Take>
Side rows_of(const Fixture& fixture, const char* sql, Take take) {
  auto statement = std::make_shared<RawStatement>(fixture.raw(), sql);
  return scan_side([statement, take] {
    std::vector<Row> all;
    while (statement->step()) take(*statement, all.emplace_back());
    statement->reset();
    return all;
  });
}

Comparison paths_row(const Fixture& fixture) {
  const auto ours = [] {
    const auto c = Order::c;
    return Order::order(c.lines.count().desc(), c.id)
        .select(c.id, c.buyer(Customer::c.name), c.region(Region::c.name), c.lines.count())
        .into<OrderView>();
  };
  const Side raw = rows_of<OrderView>(
      fixture,
      "SELECT o.id, b.name, r.name, (SELECT COUNT(*) FROM order_lines AS l WHERE l.order_id = o.id) FROM orders AS o "
      "LEFT JOIN customers AS b ON b.id = o.buyer_id LEFT JOIN regions AS r ON r.id = o.region_id "
      "ORDER BY (SELECT COUNT(*) FROM order_lines AS l WHERE l.order_id = o.id) DESC, o.id",
      [](const RawStatement& from, OrderView& row) {
        from.read(0, row.id);
        from.read(1, row.buyer.emplace());
        from.read(2, row.region.emplace());
        from.read(3, row.lines);
      });
  return comparison("two paths, a count and an order by it, 1,000 rows", 1.10, static_cast<std::size_t>(orders),
                    scan_side(ours), raw);
}

Comparison groups_row(const Fixture& fixture) {
  const auto ours = [] {
    const auto c = Customer::c;
    return Customer::group(c.name)
        .select(c.name, rowan::count(), rowan::sum(c.age), rowan::average(c.score))
        .into<AgesOfName>();
  };
  const Side raw =
      rows_of<AgesOfName>(fixture, "SELECT name, COUNT(*), SUM(age), AVG(score) FROM customers GROUP BY name",
                          [](const RawStatement& from, AgesOfName& row) {
                            from.read(0, row.name);
                            from.read(1, row.customers);
                            from.read(2, row.ages);
                            from.read(3, row.score.emplace());
                          });
  return comparison("1,000 groups with three aggregates, a row", 1.05, fixture.options().rows, scan_side(ours), raw);
}

}  // namespace

std::vector<Comparison> query_rows(Fixture& fixture) { return {paths_row(fixture), groups_row(fixture)}; }

}  // namespace bench::sqlite
