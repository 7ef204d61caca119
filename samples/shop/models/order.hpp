// What a customer bought at once.
#pragma once

#include <cstdint>

#include <rowan/rowan.hpp>

namespace shop {

class Comment;
class Customer;
class OrderLine;

enum class State { placed, paid, sent, cancelled };

}  // namespace shop

ROWAN_ENUM(shop::State, placed, paid, sent, cancelled)

namespace shop {

class Order : public rowan::Model<Order> {
 public:
  std::int64_t id{};
  State state = State::placed;
  rowan::Instant placed_at{};
  rowan::BelongsTo<Customer> customer;
  rowan::HasMany<OrderLine> lines;
  rowan::HasMany<Comment> comments;
  std::int64_t comments_count{};

  ROWAN_MODEL(Order, (), (id, state, placed_at, customer, lines, comments, comments_count))
  static void configure(rowan::ModelBuilder<Order>& m);

  /// Whether `next` can follow the present state: placed → paid → sent, and cancelled until it is sent.
  [[nodiscard]] bool may_become(State next) const;
  /// Of all lines.
  [[nodiscard]] rowan::Decimal total();
};

}  // namespace shop
