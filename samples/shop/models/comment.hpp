// What somebody says about a product or an order.
#pragma once

#include <cstdint>
#include <string>

#include <rowan/rowan.hpp>

namespace shop {

class Order;
class Product;

class Comment : public rowan::Model<Comment> {
 public:
  std::int64_t id{};
  std::string text;
  rowan::BelongsTo<rowan::Any<Product, Order>> subject;  // two columns: subject_type and subject_id

  ROWAN_MODEL(Comment, (), (id, text, subject))
  static void configure(rowan::ModelBuilder<Comment>& m);
};

}  // namespace shop
