#include <optional>
#include <string>

#include "errors.hpp"
#include "models/all.hpp"

ROWAN_REGISTER_MODEL(shop::Category)
ROWAN_REGISTER_MODEL(shop::Product)
ROWAN_REGISTER_MODEL(shop::Customer)
ROWAN_REGISTER_MODEL(shop::Order)
ROWAN_REGISTER_MODEL(shop::OrderLine)
ROWAN_REGISTER_MODEL(shop::Comment)
ROWAN_REGISTER_MODEL(shop::Change)

namespace shop {

void create_tables(rowan::Database& database) {
  database.create_tables<Category, Product, Customer, Order, OrderLine, Comment, Change>({.if_missing = true});
}

void Category::configure(rowan::ModelBuilder<Category>& m) { m.attribute(&Category::name).not_blank().unique(); }

void Product::configure(rowan::ModelBuilder<Product>& m) {
  m.attribute(&Product::name).not_blank().max_length(60).unique();
  m.attribute(&Product::price).precision(10, 2).at_least(0);
  m.attribute(&Product::stock).check("stock >= 0", "can't be less than 0");  // the database's last word, whoever writes
  m.has_many(&Product::comments).as("subject").order(Comment::c.id).dependent(rowan::dependent::destroy);
}

void Product::take(std::int64_t pieces) {
  if (pieces > stock) throw OutOfStock(name, pieces, stock);
  stock -= pieces;
  save_or_throw();
}

void Product::put_back(std::int64_t pieces) {
  stock += pieces;
  save_or_throw();
}

void Customer::configure(rowan::ModelBuilder<Customer>& m) {
  m.attribute(&Customer::email)
      .normalize(rowan::trimmed)
      .normalize(rowan::lower_case)
      .matches("[^\\s@]+@[^\\s@]+", "is not an address")
      .unique();
}

void Order::configure(rowan::ModelBuilder<Order>& m) {
  m.belongs_to(&Order::customer).counter_cache();  // in Customer::orders_count
  m.has_many(&Order::lines).order(OrderLine::c.product).dependent(rowan::dependent::destroy);
  m.on(rowan::Occasion::create).validate([](const Order& order, rowan::Errors& errors) {
    if (order.lines.empty()) errors.add(c.lines, "are missing", "missing");
  });
  m.has_many(&Order::comments).as("subject").order(Comment::c.id).dependent(rowan::dependent::destroy);
}

bool Order::may_become(State next) const {
  switch (next) {
    case State::placed:
      return false;
    case State::paid:
      return state == State::placed;
    case State::sent:
      return state == State::paid;
    case State::cancelled:
      return state == State::placed || state == State::paid;
  }
  return false;
}

rowan::Decimal Order::total() {
  rowan::Decimal total;
  for (const OrderLine& line : lines) total += line.amount();
  return total;
}

void OrderLine::configure(rowan::ModelBuilder<OrderLine>& m) {
  m.attribute(&OrderLine::pieces).between(1, 100);
  m.attribute(&OrderLine::price).precision(10, 2);
  m.unique_index(&OrderLine::order, &OrderLine::product);
}

void Comment::configure(rowan::ModelBuilder<Comment>& m) {
  m.attribute(&Comment::text).not_blank().max_length(200);
  m.belongs_to(&Comment::subject).counter_cache();  // in the comments_count of either model
}

}  // namespace shop
