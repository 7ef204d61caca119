// What products are sorted by.
#pragma once

#include <cstdint>
#include <string>

#include <rowan/rowan.hpp>

namespace shop {

class Product;

class Category : public rowan::Model<Category> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Product> products;

  ROWAN_MODEL(Category, (), (id, name, products))
  static void configure(rowan::ModelBuilder<Category>& m);
};

}  // namespace shop
