#include "buying.hpp"

#include <algorithm>
#include <vector>

#include <rowan/model/with_lock.hpp>

#include "errors.hpp"

namespace shop {
namespace {

// Locks the rows until the transaction ends. All do so in the order of the keys, so that no two wait for each other.
rowan::Records<Product> lock(const Basket& basket) {
  std::vector<std::string> names;
  for (const auto& [name, pieces] : basket) names.push_back(name);
  auto products = Product::where(Product::c.name.in(names)).order(Product::c.id).lock().load();
  for (const std::string& name : names) {
    if (std::ranges::find(products, name, &Product::name) == products.end()) throw NotForSale(name);
  }
  return products;
}

void move_on(Order& order, State next) {
  if (!order.may_become(next)) throw WrongState(order, next);
  order.state = next;
  order.save_or_throw();
}

}  // namespace

Order buy(const std::string& email, const Basket& basket, rowan::Instant when) {
  const auto sell = [&] {
    auto products = lock(basket);  // before any other row, as all do
    Order order;
    order.customer = Customer::find_or_create_by(Customer::c.email = email);
    order.placed_at = when;
    for (Product& product : products) {
      OrderLine& line = order.lines.build();
      line.pieces = basket.at(product.name);
      line.price = product.price;
      line.product = product.id;
      product.take(line.pieces);
    }
    order.save_or_throw();  // and its lines
    return order;
  };
  // Where two make the same customer at once, a database may have one of them begin again.
  return rowan::default_database().value().transaction(sell, {.retries = 5});
}

void pay(Order& order) {
  rowan::with_lock(order, [&] { move_on(order, State::paid); });
}

void send(Order& order) {
  rowan::with_lock(order, [&] { move_on(order, State::sent); });
}

void cancel(Order& order) {
  rowan::with_lock(order, [&] {
    move_on(order, State::cancelled);
    // In the order of products, as above. They are unscoped, because some may be sold no longer.
    for (OrderLine& line : order.lines) {
      Product product = Product::unscoped().lock().find(*line.product.key());
      product.put_back(line.pieces);
    }
  });
}

}  // namespace shop
