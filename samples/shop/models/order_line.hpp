// Some pieces of one product in an order.
#pragma once

#include <cstdint>

#include <rowan/rowan.hpp>

namespace shop {

class Order;
class Product;

class OrderLine : public rowan::Model<OrderLine> {
 public:
  std::int64_t id{};
  std::int64_t pieces{};
  rowan::Decimal price;  ///< of one piece on the day of the order: the product's may change later
  rowan::BelongsTo<Order> order;
  rowan::BelongsTo<Product> product;

  ROWAN_MODEL(OrderLine, (), (id, pieces, price, order, product))
  static void configure(rowan::ModelBuilder<OrderLine>& m);

  [[nodiscard]] rowan::Decimal amount() const { return price * pieces; }
};

}  // namespace shop
