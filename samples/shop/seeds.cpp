#include "seeds.hpp"

#include <string>

#include "buying.hpp"
#include "catalogue.hpp"
#include "errors.hpp"

namespace shop {
namespace {

void stock_up() {
  Category tools = Category::create({{"name", "Tools"}});
  Category plants = Category::create({{"name", "Plants"}});
  Category books = Category::create({{"name", "Books"}});
  const auto add = [](Category& category, const char* name, const char* price, std::int64_t stock) {
    Product& product = category.products.build();
    product.name = name;
    product.price = rowan::Decimal(price);
    product.stock = stock;
  };
  add(tools, "Rake", "12.50", 6);
  add(tools, "Spade", "19.90", 4);
  add(plants, "Rose", "8.00", 20);
  add(plants, "Fern", "4.25", 10);
  add(books, "Almanac", "9.95", 3);
  for (Category* category : {&tools, &plants, &books}) category->save_or_throw();  // and its products
}

void sell() {
  const auto at = [](const char* day) { return rowan::parse_instant(std::string(day) + " 10:00:00Z"); };
  Order first = buy("ann@example.com", {{"Rake", 1}, {"Rose", 5}}, at("2026-03-02"));
  pay(first);
  send(first);
  Order second = buy("bob@example.com", {{"Spade", 1}}, at("2026-03-20"));
  pay(second);
  buy("ann@example.com", {{"Fern", 4}, {"Almanac", 1}}, at("2026-04-11"));
  Order regretted = buy("cid@example.com", {{"Rake", 3}}, at("2026-04-30"));
  cancel(regretted);
  buy("cid@example.com", {{"Rose", 2}, {"Spade", 2}}, at("2026-05-05"));
}

void talk() {
  Product rake = product_called("Rake");
  rake.comments.create({{"text", "Handy"}});
  Comment question;
  question.text = "Which colour?";
  question.subject = product_called("Rose");
  question.save_or_throw();
}

}  // namespace

void plant_seeds() {
  rowan::default_database().value().transaction([] {
    if (Product::unscoped().exists()) throw ShopError("there are products already: take a new database");
    stock_up();
    sell();
    talk();
  });
}

}  // namespace shop
