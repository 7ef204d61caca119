// The models of docs/guide/cookbook.md, a small shop for gardeners, and how its questions are asked.
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include "rowan/model/soft_delete.hpp"
#include "rowan/rowan.hpp"
#include "rowan/testing/query_counter.hpp"

// [snippet: models]
namespace market {
enum class State { cart, paid, sent };
class Address;
class Category;
class Item;
class Note;
class Order;
class Product;
class Review;
class Tag;
}  // namespace market
ROWAN_ENUM(market::State, cart, paid, sent)

namespace market {

class Customer : public rowan::Model<Customer> {
 public:
  std::int64_t id{};
  std::string name, email;
  std::optional<std::string> city;
  std::int64_t points{}, visits{};
  rowan::HasMany<Order> orders;
  rowan::HasMany<Address> addresses;

  ROWAN_MODEL(Customer, (), (id, name, email, city, points, visits, orders, addresses))
  static void configure(rowan::ModelBuilder<Customer>& m) {
    m.attribute(&Customer::email).normalize(rowan::lower_case).unique();
  }
};

class Address : public rowan::Model<Address>, public rowan::SoftDelete {
 public:
  std::int64_t id{};
  std::string street;
  rowan::BelongsTo<Customer> customer;

  ROWAN_MODEL(Address, (rowan::SoftDelete), (id, street, customer))
};

class Category : public rowan::Model<Category> {
 public:
  std::int64_t id{};
  std::string name;
  std::int64_t position{};  // among those of its parent, from 1
  rowan::BelongsTo<Category> parent;
  rowan::HasMany<Category> children;

  ROWAN_MODEL(Category, (), (id, name, position, parent, children))
  static void configure(rowan::ModelBuilder<Category>& m) {
    m.belongs_to(&Category::parent).optional();
    m.has_many(&Category::children).inverse("parent");
  }
};

class Product : public rowan::Model<Product> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::Decimal price;
  std::int64_t stock{}, reviews_count{};
  rowan::BelongsTo<Category> category;
  rowan::HasMany<Review> reviews;
  rowan::ManyToMany<Tag> tags;

  ROWAN_MODEL(Product, (), (id, name, price, stock, reviews_count, category, reviews, tags))
  static void configure(rowan::ModelBuilder<Product>& m) {
    m.attribute(&Product::name).not_blank().unique();
    m.attribute(&Product::price).precision(10, 2).at_least(0);
  }
};

class Tag : public rowan::Model<Tag> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::ManyToMany<Product> products;

  ROWAN_MODEL(Tag, (), (id, name, products))
  static void configure(rowan::ModelBuilder<Tag>& m) { m.attribute(&Tag::name).unique(); }
};

class Review : public rowan::Model<Review> {
 public:
  std::int64_t id{};
  int stars{};
  rowan::BelongsTo<Product> product;
  rowan::BelongsTo<Customer> customer;

  ROWAN_MODEL(Review, (), (id, stars, product, customer))
  static void configure(rowan::ModelBuilder<Review>& m) { m.belongs_to(&Review::product).counter_cache(); }
};

class Order : public rowan::Model<Order> {
 public:
  std::int64_t id{};
  State state{};
  rowan::Instant placed_at{};
  rowan::BelongsTo<Customer> customer;
  rowan::HasMany<Item> items;

  ROWAN_MODEL(Order, (), (id, state, placed_at, customer, items))
  static void configure(rowan::ModelBuilder<Order>& m) {
    m.has_many(&Order::items).dependent(rowan::dependent::delete_all);
  }
};

class Item : public rowan::Model<Item> {
 public:
  std::int64_t id{};
  std::int64_t pieces{};
  rowan::Decimal price;  // of one, when it was ordered
  rowan::BelongsTo<Order> order;
  rowan::BelongsTo<Product> product;

  ROWAN_MODEL(Item, (), (id, pieces, price, order, product))
  static void configure(rowan::ModelBuilder<Item>& m) { m.attribute(&Item::price).precision(10, 2); }
};

class Note : public rowan::Model<Note> {
 public:
  std::int64_t id{};
  std::string text;
  rowan::BelongsTo<rowan::Any<Order, Product>> subject;

  ROWAN_MODEL(Note, (), (id, text, subject))
};

}  // namespace market
// [end]

namespace market {

/// Prints under its name what a question sends, from here to answered().
class Question {
 public:
  explicit Question(const char* name) : name_(name) { recorder_.emplace(); }
  void answered() {
    std::printf("== %s\n", name_);
    for (const std::string& statement : recorder_->statements()) std::printf("%s\n", statement.c_str());
    recorder_.reset();
  }

 private:
  const char* name_;
  std::optional<rowan::testing::StatementRecorder> recorder_;
};

/// Asks everything that the cookbook writes and reports; each in a transaction that is rolled back.
void ask_writes();
void ask_reports();
void ask(void (*question)());

}  // namespace market
