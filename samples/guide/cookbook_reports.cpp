// The reports of docs/guide/cookbook.md, checked as they are asked.
#include <string>
#include <tuple>
#include <vector>

#include "cookbook.hpp"
#include "expect.hpp"

namespace market {
namespace {

using rowan::count, rowan::sum, rowan::order_by, rowan::partition_by, rowan::row_number, rowan::TimePart;

// [snippet: sold]
/// What was ordered, carts aside.
rowan::Relation<Item> sold() { return Item::where(Item::c.order(Order::c.state) != State::cart); }
const auto revenue = sum(Item::c.price * Item::c.pieces);
const auto month = date_trunc(TimePart::month, Item::c.order(Order::c.placed_at));
// [end]

Category category(const char* name) { return Category::where(Category::c.name == name).sole(); }

// [snippet: month-row]
struct MonthRow {
  std::optional<rowan::Instant> month;
  std::int64_t orders;
  rowan::Decimal revenue;
};
// [end]
void per_month() {
  Question question("per-month");
  // [snippet: per-month]
  auto months = sold().group(month).order(month).select(month, count_distinct(Item::c.order), revenue).into<MonthRow>();
  // [end]
  question.answered();
  expect(months.size() == 3 && months[0].orders == 2 && months[0].revenue == rowan::Decimal("77"));
}

void running_total() {
  Question question("running-total");
  // [snippet: running-total]
  auto months = sold().group(month).select(month, revenue).as_table("months");
  auto by_month = order_by(months.value<0>());
  auto totals = months.order(months.value<0>())
                    .select(months.value<0>(), months.value<1>(), sum(months.value<1>()).over(by_month))
                    .rows();
  // [end]
  question.answered();
  expect(std::get<2>(totals.back()) == rowan::Decimal("166"));
}

void change() {
  Question question("change");
  // [snippet: change]
  auto before = rowan::lag(revenue).over(order_by(month));
  auto changes = sold().group(month).order(month).select(month, revenue - before).rows();
  // [end]
  question.answered();
  expect(std::get<1>(changes[1]) == rowan::Decimal("-38"));
}

void newest_of_each() {
  Question question("newest-of-each");
  // [snippet: newest-of-each]
  auto of_customer = partition_by(Order::c.customer).order_by(Order::c.placed_at.desc(), Order::c.id.desc());
  auto numbered = Order::select(Order::c.id, row_number().over(of_customer)).as_table("numbered");
  auto newest = Order::where(Order::c.id.in(numbered.where(numbered.value<1>() == 1).select(numbered.value<0>())))
                    .order(Order::c.placed_at)
                    .load();
  // [end]
  question.answered();
  expect(newest.size() == 3 && newest[2].state == State::cart);
}

void best_of_each() {
  Question question("best-of-each");
  // [snippet: best-of-each]
  auto category = Item::c.product(Product::c.category(Category::c.name)), name = Item::c.product(Product::c.name);
  auto place = row_number().over(partition_by(category).order_by(revenue.desc(), name));
  auto sales = sold().group(category, name).select(category, name, revenue, place).as_table("sales");
  auto best = sales.where(sales.value<3>() <= 2).order(sales.value<0>(), sales.value<3>()).rows();
  // [end]
  question.answered();
  expect(best.size() == 5 && std::get<1>(best[2]) == "Fern" && std::get<3>(best[3]) == 2);
}

void share() {
  Question question("share");
  // [snippet: share]
  auto name = Item::c.product(Product::c.name);
  auto percent = round(revenue * 100 / sum(revenue).over(), 1);
  auto shares = sold().group(name).order(revenue.desc(), name).select(name, revenue, percent).rows();
  // [end]
  question.answered();
  expect(shares.size() == 5 && std::get<2>(shares[0]) == rowan::Decimal("30.1"));
}

void subtree() {
  const Category garden = category("Garden");
  Question question("subtree");
  // [snippet: subtree]
  auto below = garden.descendants(Category::c.children).select(Category::c.id);
  auto of = Item::c.product(Product::c.category);
  auto earned = sold().where(of == garden.id || of.in(below)).sum(Item::c.price * Item::c.pieces);
  // [end]
  question.answered();
  expect(earned == rowan::Decimal("130"));
}

void breadcrumb() {
  const Category digging = category("Digging");
  Question question("breadcrumb");
  // [snippet: breadcrumb]
  auto above = digging.ancestors(Category::c.parent).load();  // in no order
  // [end]
  question.answered();
  expect(above.size() == 2);
}

void together() {
  Question question("together");
  // [snippet: together]
  const auto other = rowan::alias<Item>("other");
  auto name = Item::c.product(Product::c.name);
  auto its = other(Item::c.product(Product::c.name));
  auto pairs = Item::join(other, other(Item::c.order) == Item::c.order && other(Item::c.product) > Item::c.product)
                   .group(name, its)
                   .order(count().desc(), name)
                   .select(name, its, count())
                   .rows();
  // [end]
  question.answered();
  expect(pairs.size() == 3 && std::get<0>(pairs[0]) == "Rake" && std::get<1>(pairs[2]) == "Rose");
}

// [snippet: pivot-row]
struct PivotRow {
  rowan::Instant month;
  std::int64_t carts, paid, sent;
};
// [end]
void pivot() {
  Question question("pivot");
  // [snippet: pivot]
  auto placed = date_trunc(TimePart::month, Order::c.placed_at);
  auto in = [](State state) { return count().filter(Order::c.state == state); };
  auto months = Order::group(placed)
                    .order(placed)
                    .select(placed, in(State::cart), in(State::paid), in(State::sent))
                    .into<PivotRow>();
  // [end]
  question.answered();
  expect(months.size() == 3 && months[0].sent == 2 && months[2].carts == 1);
}

void came_again() {
  Question question("came-again");
  // [snippet: came-again]
  auto again = Order::where(Order::c.state != State::cart)
                   .group(Order::c.customer(Customer::c.name))
                   .having(count() > 1)
                   .count();  // a std::map
  // [end]
  question.answered();
  expect(again.size() == 1 && again.at("Ann") == 2);
}

void not_both() {
  Question question("not-both");
  // [snippet: not-both]
  auto bought = [](const char* name) {
    return Customer::where(Customer::c.orders.some(Order::c.items.some(Item::c.product(Product::c.name) == name)));
  };
  auto names = bought("Almanac").except(bought("Rose")).order(Customer::c.name).pluck(Customer::c.name);
  // [end]
  question.answered();
  expect(names == std::vector<std::string>{"Bob"});
}

void suggestions() {
  Question question("suggestions");
  // [snippet: suggestions]
  auto names = Product::where(Product::c.name.istarts_with("r"))
                   .select(Product::c.name)
                   .union_with(Category::where(Category::c.name.istarts_with("r")).select(Category::c.name));
  auto first = names.order(names.value<0>()).limit(5).rows();
  // [end]
  question.answered();
  expect(first == std::vector<std::string>{"Rake", "Rose"});
}

void bands() {
  Question question("bands");
  // [snippet: bands]
  auto band = rowan::when(Product::c.price < rowan::Decimal("10"), "cheap")
                  .when(Product::c.price < rowan::Decimal("15"), "fair")
                  .otherwise("dear");
  auto numbers = Product::group(band).count();
  // [end]
  question.answered();
  expect(numbers["cheap"] == 2 && numbers["fair"] == 1 && numbers["dear"] == 2);
}

void moving_average() {
  Question question("moving-average");
  // [snippet: moving-average]
  auto three = order_by(month).rows_between(rowan::preceding(2), rowan::current_row);
  auto smooth = sold().group(month).order(month).select(month, rowan::average(revenue).over(three)).rows();
  // [end]
  question.answered();
  expect(smooth.size() == 3 && std::get<1>(smooth[1]) == rowan::Decimal("58"));
}

void ranks() {
  Question question("ranks");
  // [snippet: ranks]
  auto buyer = Item::c.order(Order::c.customer(Customer::c.name));
  auto by_revenue = order_by(revenue.desc());
  auto groups = sold()
                    .group(buyer)
                    .order(revenue.desc())
                    .select(buyer, rowan::rank().over(by_revenue), rowan::ntile(2).over(by_revenue))
                    .rows();
  // [end]
  question.answered();
  expect(groups.size() == 3 && std::get<0>(groups[0]) == "Ann");
}

void whole_tree() {
  Question question("whole-tree");
  // [snippet: whole-tree]
  auto earned = rowan::from_sql<std::tuple<std::string, rowan::Decimal>>(
      "WITH RECURSIVE inside (top, id) AS ("
      "SELECT id, id FROM categories UNION ALL "
      "SELECT inside.top, c.id FROM inside JOIN categories c ON c.parent_id = inside.id) "
      "SELECT t.name, SUM(i.price * i.pieces) FROM inside "
      "JOIN categories t ON t.id = inside.top JOIN products p ON p.category_id = inside.id "
      "JOIN items i ON i.product_id = p.id JOIN orders o ON o.id = i.order_id "
      "WHERE o.state <> ? GROUP BY t.name ORDER BY t.name",
      State::cart);
  // [end]
  question.answered();
  expect(earned.size() == 5 && std::get<0>(earned[2]) == "Garden" && std::get<1>(earned[2]) == rowan::Decimal("130"));
}

void slow_movers() {
  Question question("slow-movers");
  const auto march = rowan::parse_instant("2026-03-01 00:00:00Z");
  // [snippet: slow-movers]
  auto sales = sold()
                   .where(Item::c.order(Order::c.placed_at) >= march)
                   .group(Item::c.product)
                   .select(Item::c.product, sum(Item::c.pieces))
                   .as_table("sales");
  auto pieces = rowan::coalesce(sales.value<1>(), 0);  // NULL where nothing was sold
  auto slow = Product::left_join(sales, sales.value<0>() == Product::c.id)
                  .where(pieces < 3)
                  .order(Product::c.name)
                  .select(Product::c.name, pieces)
                  .rows();
  // [end]
  question.answered();
  expect(slow.size() == 4);
}

}  // namespace

void ask_reports() {
  for (auto* question :
       {per_month, running_total, change, newest_of_each, best_of_each, share, subtree, breadcrumb, together, pivot,
        came_again, not_both, suggestions, bands, moving_average, ranks, whole_tree, slow_movers})
    ask(question);
}

}  // namespace market
