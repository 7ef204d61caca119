// The models of the rows about queries over several tables.
#pragma once

#include <cstdint>
#include <string>

#include "models.hpp"

namespace bench {

class OrderLine;

/// Refers to one of the customers and to a region of its own.
class Order : public rowan::Model<Order> {
 public:
  std::int64_t id{};
  std::string note;
  rowan::BelongsTo<Customer> buyer;
  rowan::BelongsTo<Region> region;
  rowan::HasMany<OrderLine> lines;

  ROWAN_MODEL(Order, (), (id, note, buyer, region, lines))
};

class OrderLine : public rowan::Model<OrderLine> {
 public:
  std::int64_t id{};
  std::int64_t amount{};
  rowan::BelongsTo<Order> order;

  ROWAN_MODEL(OrderLine, (), (id, amount, order))
};

/// On one of three models.
class Remark : public rowan::Model<Remark> {
 public:
  std::int64_t id{};
  std::string text;
  rowan::BelongsTo<rowan::Any<Order, Post, Comment>> subject;

  ROWAN_MODEL(Remark, (), (id, text, subject))
};

inline constexpr std::int64_t orders = 1000, remarks = 3000;

/// So many lines has the n-th order.
inline std::int64_t lines_of(std::int64_t n) { return n * 7 % 10; }

/// Makes their tables and fills them; those of the other models are there.
void make_shop(rowan::Database& database);

}  // namespace bench
