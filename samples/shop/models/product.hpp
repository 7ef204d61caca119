// What is sold, and how much of it is there.
#pragma once

#include <cstdint>
#include <string>

#include <rowan/model/soft_delete.hpp>
#include <rowan/rowan.hpp>

namespace shop {

class Category;
class Comment;

/// A product that is no longer sold is deleted softly: orders of old days still show it.
class Product : public rowan::Model<Product>, public rowan::SoftDelete {
 public:
  std::int64_t id{};
  std::string name;
  rowan::Decimal price;
  std::int64_t stock{};  ///< pieces that can be bought
  rowan::BelongsTo<Category> category;
  rowan::HasMany<Comment> comments;
  std::int64_t comments_count{};

  ROWAN_MODEL(Product, (rowan::SoftDelete), (id, name, price, stock, category, comments, comments_count))
  static void configure(rowan::ModelBuilder<Product>& m);

  // Both save the record, whose row must be locked.
  /// @throws OutOfStock; then nothing has changed.
  void take(std::int64_t pieces);
  void put_back(std::int64_t pieces);
};

}  // namespace shop
