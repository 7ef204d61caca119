#include "pages.hpp"

#include <fmt/format.h>

#include "reports.hpp"

namespace shop {
namespace {

// To the cent.
std::string money(rowan::Decimal amount) { return amount.round(2).to_string(); }

std::string day(rowan::Instant time) { return rowan::to_string(time).substr(0, 10); }

void show_comments(const rowan::HasMany<Comment>& comments) {
  for (const Comment& comment : comments) fmt::print("  \"{}\"\n", comment.text);
}

}  // namespace

void show_products() {
  for (const Product& product : Product::order(Product::c.name)) {
    fmt::print("{:<10} {:<8} {:>8}  {:>3} left\n", product.name, product.category->name, money(product.price),
               product.stock);
    if (product.comments_count > 0) show_comments(product.comments);
  }
}

void show_order(std::int64_t id) {
  // Lines refer to products that may be sold no longer. Queries leave those out unless they are unscoped().
  const auto lines = OrderLine::all().preload(OrderLine::c.product, Product::unscoped());
  Order order = Order::all().preload(Order::c.lines, lines).find(id);
  fmt::print("order {} of {}, {}: {}\n", order.id, day(order.placed_at), order.customer->email,
             rowan::enum_text(order.state));
  for (const OrderLine& line : order.lines) {
    const char* note = line.product->is_deleted() ? "  (sold no longer)" : "";
    fmt::print("{:>4} {:<10} {:>8} {:>9}{}\n", line.pieces, line.product->name, money(line.price), money(line.amount()),
               note);
  }
  fmt::print("{:>34}\n", money(order.total()));
  show_comments(order.comments);
}

void show_history(const rowan::ModelBase& record) {
  for (const Change& change : rowan::changes_of<Change>(record).order(Change::c.id)) {
    fmt::print("{} {} by {}: {}\n", rowan::to_string(change.at).substr(0, 19), change.operation,
               change.actor.value_or("nobody"), change.what.text());
  }
}

void show_reports() {
  fmt::print("Month     orders   revenue    so far\n");
  for (const MonthRow& row : revenue_by_month()) {
    fmt::print("{}  {:>6} {:>9} {:>9}\n", day(*row.month).substr(0, 7), row.orders, money(row.revenue),
               money(row.so_far));
  }
  fmt::print("\nBest of each category\n");
  for (const BestRow& row : best_of_each_category()) {
    fmt::print("{:<8} {:<10} {:>9}\n", row.category.value_or("?"), row.product.value_or("?"), money(row.revenue));
  }
  fmt::print("\nProduct    pieces   revenue  share\n");
  for (const ShareRow& row : shares_of_revenue()) {
    fmt::print("{:<10} {:>6} {:>9} {:>5}%\n", row.product.value_or("?"), row.pieces, money(row.revenue),
               row.percent.value_or(0).round(1).to_string());
  }
}

}  // namespace shop
