#include "reports.hpp"

#include "models/all.hpp"

namespace shop {
namespace {

// Cancelled orders earned nothing. Unscoped, or else what was sold of a product that is sold no longer would have no
// name and no category here.
rowan::Relation<OrderLine> sold() {
  return OrderLine::unscoped().where(OrderLine::c.order(Order::c.state) != State::cancelled);
}

// What is asked of lines.
namespace line {
const auto pieces = sum(OrderLine::c.pieces);
const auto revenue = sum(OrderLine::c.price * OrderLine::c.pieces);
// Paths, which join the tables:
const auto product = OrderLine::c.product(Product::c.name);
const auto category = OrderLine::c.product(Product::c.category(Category::c.name));
const auto month = date_trunc(rowan::TimePart::month, OrderLine::c.order(Order::c.placed_at));
}  // namespace line

}  // namespace

std::vector<MonthRow> revenue_by_month() {
  const auto months = sold()
                          .group(line::month)
                          .select(line::month, count_distinct(OrderLine::c.order), line::revenue)
                          .as_table("months");
  const auto begins = months.value<0>();
  const auto orders = months.value<1>();
  const auto earned = months.value<2>();
  const auto so_far = sum(earned).over(rowan::order_by(begins));
  return months.order(begins).select(begins, orders, earned, so_far).into<MonthRow>();
}

std::vector<BestRow> best_of_each_category() {
  const auto place =
      rowan::row_number().over(rowan::partition_by(line::category).order_by(line::revenue.desc(), line::product));
  const auto sales = sold()
                         .group(line::category, line::product)
                         .select(line::category, line::product, line::revenue, place)
                         .as_table("sales");
  const auto its_category = sales.value<0>();
  return sales.where(sales.value<3>() == 1)
      .order(its_category)
      .select(its_category, sales.value<1>(), sales.value<2>())
      .into<BestRow>();
}

std::vector<ShareRow> shares_of_revenue() {
  const auto percent = round(line::revenue * 100 / sum(line::revenue).over(), 1);
  return sold()
      .group(line::product)
      .order(line::revenue.desc(), line::product)
      .select(line::product, line::pieces, line::revenue, percent)
      .into<ShareRow>();
}

}  // namespace shop
