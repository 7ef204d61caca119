// The questions of docs/guide/cookbook.md that find records, checked as they are asked. Prints the SQL of all
// questions.
#include "cookbook.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "expect.hpp"

ROWAN_REGISTER_MODEL(market::Customer)
ROWAN_REGISTER_MODEL(market::Address)
ROWAN_REGISTER_MODEL(market::Category)
ROWAN_REGISTER_MODEL(market::Product)
ROWAN_REGISTER_MODEL(market::Tag)
ROWAN_REGISTER_MODEL(market::Review)
ROWAN_REGISTER_MODEL(market::Order)
ROWAN_REGISTER_MODEL(market::Item)
ROWAN_REGISTER_MODEL(market::Note)

using namespace market;

namespace {

void by_email() {
  Question question("by-email");
  // [snippet: by-email]
  std::optional<Customer> ann = Customer::find_by(Customer::c.email == "Ann@Example.com");
  // [end]
  question.answered();
  expect(ann && ann->name == "Ann");
}

void search() {
  Question question("search");
  // [snippet: search]
  auto found = Product::where(Product::c.name.icontains("r") && Product::c.price < rowan::Decimal("10"))
                   .order(Product::c.price.desc(), Product::c.name)
                   .limit(20)
                   .load();
  // [end]
  question.answered();
  expect(found.size() == 2 && found[0].name == "Rose" && found[1].name == "Fern");
}

void by_form() {
  Question question("by-form");
  const std::vector<std::pair<std::string, std::string>> form{{"state", "paid"}, {"customer.city", "Berlin"}};
  // [snippet: by-form]
  auto orders = Order::all();
  for (const auto& [field, value] : form) orders = orders.where(rowan::attr(field) == value);  // text, as it came
  auto ids = orders.order(Order::c.id).pluck(Order::c.id);
  // [end]
  question.answered();
  expect(ids.size() == 2);
}

void pages() {
  Question question("pages");
  // [snippet: pages]
  auto newest = Order::order(Order::c.placed_at.desc());
  rowan::Page<Order> page = newest.page(2);
  rowan::Page<Order> second = newest.after(page.next).page(2);  // page.next is a text, for a link
  // [end]
  question.answered();
  expect(second.size() == 2 && second[0].placed_at < page[1].placed_at && second.next);
}

void print_orders() {
  Question question("print-orders");
  std::vector<std::string> told;
  // [snippet: print-orders]
  for (Order& order : Order::where(Order::c.state == State::sent)) {
    const std::string& customer = order.customer->name;
    for (Item& item : order.items) told.push_back(customer + ": " + item.product->name);
  }
  // [end]
  question.answered();
  expect(told.size() == 4 && std::find(told.begin(), told.end(), "Ann: Spade") != told.end());
}

void best_reviews() {
  Question question("best-reviews");
  // [snippet: best-reviews]
  auto products = Product::order(Product::c.name)
                      .preload(Product::c.reviews, Review::order(Review::c.stars.desc(), Review::c.id).limit(1))
                      .load();
  // [end]
  question.answered();
  expect(products[4].name == "Spade" && products[4].reviews.size() == 1 && products[4].reviews[0].stars == 5);
}

void without_orders() {
  Question question("without-orders");
  // [snippet: without-orders]
  auto visitors = Customer::missing(Customer::c.orders).load();
  // [end]
  question.answered();
  expect(visitors.size() == 1 && visitors[0].name == "Dot");
}

void bought() {
  Product rose = Product::find_by(Product::c.name == "Rose").value();
  Question question("bought");
  // [snippet: bought]
  auto buyers = Customer::where(Customer::c.orders.some(Order::c.items.some(Item::c.product == rose))).load();
  // [end]
  question.answered();
  expect(buyers.size() == 1 && buyers[0].name == "Ann");
}

void all_tags() {
  Question question("all-tags");
  // [snippet: all-tags]
  auto both = Product::where(Product::c.tags.some(Tag::c.name == "gift") && Product::c.tags.some(Tag::c.name == "new"));
  auto names = both.pluck(Product::c.name);
  // [end]
  question.answered();
  expect(names == std::vector<std::string>{"Almanac"});
}

void loved() {
  Question question("loved");
  // [snippet: loved]
  auto loved = Product::where(Product::c.reviews.some() && Product::c.reviews.every(Review::c.stars >= 4));
  auto names = loved.order(Product::c.name).pluck(Product::c.name);
  // [end]
  question.answered();
  expect(names == std::vector<std::string>{"Almanac", "Rose"});
}

void above_average() {
  Question question("above-average");
  // [snippet: above-average]
  auto average = Product::select(rowan::average(Product::c.price)).as_value();
  auto dear = Product::where(Product::c.price > average).order(Product::c.name).pluck(Product::c.name);
  // [end]
  question.answered();
  expect(dear == std::vector<std::string>{"Almanac", "Rake", "Spade"});
}

void by_category() {
  Question question("by-category");
  // [snippet: by-category]
  auto category = Product::c.category(Category::c.name);
  auto shelf = Product::where(category != "Books").order(category, Product::c.name).pluck(category, Product::c.name);
  // [end]
  question.answered();
  expect(shelf.size() == 4 && std::get<1>(shelf[0]) == "Spade");
}

void figures() {
  Question question("figures");
  // [snippet: figures]
  auto figures =
      Customer::order(Customer::c.name)
          .pluck(Customer::c.name, Customer::c.orders.count(), Customer::c.orders.count(Order::c.state == State::cart),
                 Customer::c.orders.maximum(Order::c.placed_at), Customer::c.addresses.count());
  // [end]
  question.answered();
  expect(figures.size() == 4 && std::get<1>(figures[2]) == 2 && std::get<2>(figures[2]) == 1);
  expect(std::get<4>(figures[0]) == 2 && !std::get<3>(figures[3]));
}

// [snippet: stock-row]
struct StockRow {
  std::string name;
  rowan::Decimal value;
  bool low;
};
// [end]
void into_structs() {
  Question question("into-structs");
  // [snippet: into-structs]
  auto stock = Product::order(Product::c.name)
                   .select(Product::c.name, Product::c.price * Product::c.stock,
                           rowan::when(Product::c.stock < 6, true).otherwise(false))
                   .into<StockRow>();
  // [end]
  question.answered();
  expect(stock.size() == 5 && stock[0].value == rowan::Decimal("120") && stock[1].low && !stock[0].low);
}

void by_json() {
  Question question("by-json");
  // [snippet: by-json]
  const char* body = R"({"where": {"stock": {"gt": 0}, "tags": {"some": {"name": "gift"}}}, "order": ["-price"],
                         "select": ["name", "price"], "include": {"category": {"select": ["name"]}}})";
  std::string json = rowan::JsonQuery::parse("Product", body).run();
  // [end]
  question.answered();
  expect(json == R"([{"name":"Almanac","price":"12.00","category":{"name":"Books"}},)"
                 R"({"name":"Rose","price":"7.50","category":{"name":"Plants"}}])");
}

void notes() {
  Question question("notes");
  std::vector<std::string> told;
  // [snippet: notes]
  for (Note& note : Note::order(Note::c.id)) {
    if (const Product* product = note.subject.get_if<Product>()) told.push_back(product->name + ": " + note.text);
    if (const Order* order = note.subject.get_if<Order>()) told.push_back(rowan::to_string(order->placed_at));
  }
  auto on_ferns = Note::where(Note::c.subject(Product::c.name) == "Fern").pluck(Note::c.text);
  // [end]
  question.answered();
  expect(told.size() == 2 && told[1] == "Fern: Out until May" && on_ferns.size() == 1);
}

Product product(const char* name, const char* price, std::int64_t stock, const Category& category) {
  Product made;
  made.name = name;
  made.price = rowan::Decimal(price);
  made.stock = stock;
  made.category = category.id;
  made.save_or_throw();
  return made;
}

Category category(const char* name, std::int64_t position, std::optional<std::int64_t> parent) {
  Category made;
  made.name = name;
  made.position = position;
  made.parent = parent;
  made.save_or_throw();
  return made;
}

Order order(const Customer& customer, const char* placed_at, State state) {
  Order made;
  made.customer = customer.id;
  made.placed_at = rowan::parse_instant(placed_at);
  made.state = state;
  made.save_or_throw();
  return made;
}

void item(Order& order, const Product& product, std::int64_t pieces) {
  Item made;
  made.product = product.id;
  made.pieces = pieces;
  made.price = product.price;
  order.items.add(std::move(made));
}

void fill_shop() {
  Customer ann = Customer::create({{"name", "Ann"}, {"email", "ann@example.com"}, {"city", "Berlin"}});
  Customer bob = Customer::create({{"name", "Bob"}, {"email", "bob@example.com"}, {"city", "Paris"}});
  Customer cid = Customer::create({{"name", "Cid"}, {"email", "cid@example.com"}, {"city", "Berlin"}});
  Customer::create({{"name", "Dot"}, {"email", "dot@example.com"}});
  for (const char* street : {"1 Rowan Road", "2 Oak Lane"}) ann.addresses.create({{"street", street}});

  const Category garden = category("Garden", 1, {}), tools = category("Tools", 1, garden.id);
  const Category plants = category("Plants", 2, garden.id), books = category("Books", 2, {});
  const Category digging = category("Digging", 1, tools.id);
  Product spade = product("Spade", "20.00", 5, digging), rake = product("Rake", "15.00", 8, tools);
  Product rose = product("Rose", "7.50", 40, plants), fern = product("Fern", "5.00", 0, plants);
  Product almanac = product("Almanac", "12.00", 10, books);
  Tag gift = Tag::create({{"name", "gift"}}), fresh = Tag::create({{"name", "new"}});
  for (Product* each : {&rose, &almanac}) each->tags.link(gift);
  for (Product* each : {&rake, &almanac}) each->tags.link(fresh);

  Order first = order(ann, "2026-01-10 09:00:00Z", State::sent),
        second = order(bob, "2026-01-20 10:00:00Z", State::sent);
  Order third = order(ann, "2026-02-05 11:00:00Z", State::paid),
        fourth = order(cid, "2026-03-01 12:00:00Z", State::paid);
  Order cart = order(cid, "2026-03-15 13:00:00Z", State::cart);
  item(first, spade, 1), item(first, rose, 4);
  item(second, rake, 1), item(second, almanac, 1);
  item(third, almanac, 2), item(third, rose, 2);
  item(fourth, fern, 10);
  item(cart, spade, 1);

  Review::create({{"stars", 5}, {"product", spade.id}, {"customer", ann.id}});
  Review::create({{"stars", 3}, {"product", spade.id}, {"customer", bob.id}});
  Review::create({{"stars", 4}, {"product", rose.id}, {"customer", ann.id}});
  Review::create({{"stars", 5}, {"product", almanac.id}, {"customer", bob.id}});
  Note ring, out;
  ring.text = "Ring twice";
  ring.subject = fourth;
  ring.save_or_throw();
  out.text = "Out until May";
  out.subject = fern;
  out.save_or_throw();
}

}  // namespace

void market::ask(void (*question)()) {
  rowan::Database database = rowan::default_database().value();
  database.transaction([&](rowan::Transaction& transaction) {
    question();
    transaction.rollback();  // each question is asked of the same rows
  });
}

int main() {
  const char* server = std::getenv("ROWAN_DATABASE");
  auto db = rowan::connect(server == nullptr ? "sqlite::memory:" : server);
  db.create_tables<Customer, Address, Category, Product, Tag, Review, Order, Item, Note>();
  fill_shop();
  for (auto* question : {by_email, search, by_form, pages, print_orders, best_reviews, without_orders, bought, all_tags,
                         loved, above_average, by_category, figures, into_structs, by_json, notes})
    ask(question);
  ask_writes();
  ask_reports();
}
