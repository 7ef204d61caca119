// The questions of docs/guide/cookbook.md that write, checked as they are asked.
#include <string>
#include <vector>

#include "cookbook.hpp"
#include "expect.hpp"

namespace market {
namespace {

Customer customer(const char* name) { return Customer::where(Customer::c.name == name).sole(); }
Product product(const char* name) { return Product::where(Product::c.name == name).sole(); }
Category category(const char* name) { return Category::where(Category::c.name == name).sole(); }

void insert_many() {
  std::vector<Tag> tags(3);
  for (std::size_t i = 0; i < tags.size(); ++i) tags[i].name = "tag " + std::to_string(i);
  Question question("insert-many");
  // [snippet: insert-many]
  Tag::insert_all(tags);                                          // without keys, callbacks, validations
  auto added = Tag::insert_all(tags, {.skip_duplicates = true});  // those whose unique values are there stay out
  // [end]
  question.answered();
  expect(added == 0 && Tag::count() == 5);
}

void find_or_create() {
  Question question("find-or-create");
  // [snippet: find-or-create]
  Tag sale = Tag::find_or_create_by(Tag::c.name = "sale");
  Tag same = Tag::find_or_create_by(Tag::c.name = "sale");
  // [end]
  question.answered();
  expect(sale == same && Tag::count() == 3);
}

void price_list() {
  const std::int64_t plants = category("Plants").id;
  std::vector<Product> list(2);
  list[0].name = "Rose";
  list[0].price = rowan::Decimal("8.00");
  list[1].name = "Iris";
  list[1].price = rowan::Decimal("6.00");
  for (Product& each : list) each.category = plants;
  Question question("price-list");
  // [snippet: price-list]
  Product::upsert_all(list, {"name"}, {.update_only = {Product::c.price}});
  // [end]
  question.answered();
  expect(product("Rose").price == rowan::Decimal("8.00") && product("Rose").stock == 40 && Product::count() == 6);
}

void raise_prices() {
  const Category garden = category("Garden");
  Question question("raise-prices");
  // [snippet: raise-prices]
  auto below = garden.descendants(Category::c.children).select(Category::c.id);
  auto raised = Product::where(Product::c.category == garden || Product::c.category.in(below))
                    .update_all(Product::c.price = Product::c.price * rowan::Decimal("1.05"));
  // [end]
  question.answered();
  expect(raised == 4 && product("Rose").price == rowan::Decimal("7.88"));
}

void reserve() {
  const Product rose = product("Rose");
  Question question("reserve");
  // [snippet: reserve]
  auto reserved = Product::where(Product::c.id == rose.id && Product::c.stock >= 5).update_all(Product::c.stock -= 5);
  if (reserved == 0) std::puts("sold out");
  // [end]
  question.answered();
  expect(reserved == 1 && product("Rose").stock == 35);
}

void count_visit() {
  Customer ann = customer("Ann");
  Question question("count-visit");
  // [snippet: count-visit]
  ann.increment(Customer::c.visits += 1, Customer::c.points += 10);
  // [end]
  question.answered();
  expect(ann.visits == 1 && ann.points == 10 && !ann.changed());
}

void place_order() {
  const Customer ann = customer("Ann");
  const Product rose = product("Rose"), fern = product("Fern");
  Question question("place-order");
  // [snippet: place-order]
  rowan::Writes<Order> writes{Order::c.customer = ann, Order::c.state = State::paid, Order::c.placed_at = rowan::now()};
  writes.create(Order::c.items, {Item::c.product = rose, Item::c.pieces = 3, Item::c.price = rose.price})
      .create(Order::c.items, {Item::c.product = fern, Item::c.pieces = 1, Item::c.price = fern.price});
  Order order = writes.create();
  // [end]
  question.answered();
  expect(order.items.count() == 2);
}

void move_up() {
  Category plants = category("Plants");
  Question question("move-up");
  // [snippet: move-up]
  auto siblings = Category::where(Category::c.parent == plants.parent.key());
  siblings.where(Category::c.position < plants.position).update_all(Category::c.position += 1);
  plants.update_or_throw(Category::c.position = 1);
  // [end]
  question.answered();
  expect(category("Tools").position == 2 && category("Plants").position == 1);
}

void forget_address() {
  Address address = Address::where(Address::c.street == "2 Oak Lane").sole();
  Question question("forget-address");
  // [snippet: forget-address]
  auto hidden = address.destroy();
  auto left = Address::where(Address::c.customer == address.customer.key()).count();
  rowan::restore(address);
  // [end]
  question.answered();
  expect(hidden && left == 1 && Address::count() == 2);
}

void next_to_send() {
  Question question("next-to-send");
  // [snippet: next-to-send]
  auto next = Order::where(Order::c.state == State::paid)
                  .order(Order::c.placed_at)
                  .lock(rowan::lock::update, rowan::lock::skip_locked)
                  .first();
  if (next) next->update_or_throw(Order::c.state = State::sent);
  // [end]
  question.answered();
  expect(next && next->state == State::sent);
}

void merge_customers() {
  Customer ann = customer("Ann"), bob = customer("Bob");
  Question question("merge-customers");
  // [snippet: merge-customers]
  bob.orders.update_all(Order::c.customer = ann);
  Customer::where(Customer::c.id == ann.id).update_all(Customer::c.points = Customer::c.points + bob.points);
  // [end]
  question.answered();
  expect(ann.orders.count() == 3 && bob.orders.count() == 0);
}

void old_carts() {
  Question question("old-carts");
  const auto a_month_ago = rowan::parse_instant("2026-04-01 00:00:00Z");
  // [snippet: old-carts]
  auto old = Order::where(Order::c.state == State::cart && Order::c.placed_at < a_month_ago);
  auto gone = old.destroy_all();  // with their items
  // [end]
  question.answered();
  expect(gone == 1 && Item::count() == 7);
}

void order_again() {
  const Customer ann = customer("Ann");
  const Order before = Order::where(Order::c.customer == ann).order(Order::c.id).first().value();
  const Order again = Order::create(Order::c.customer = ann, Order::c.placed_at = rowan::now());
  Question question("order-again");
  // [snippet: order-again]
  auto its = Order::where(Order::c.id == again.id).select(Order::c.id).as_value();
  auto in_stock = Item::where(Item::c.order == before && Item::c.product(Product::c.stock) >= Item::c.pieces);
  Item::insert_from({"order", "product", "pieces", "price"},
                    in_stock.select(its, Item::c.product, Item::c.pieces, Item::c.product(Product::c.price)));
  // [end]
  question.answered();
  expect(again.items.count() == 2);
}

}  // namespace

void ask_writes() {
  for (auto* question : {insert_many, find_or_create, price_list, raise_prices, reserve, count_visit, place_order,
                         move_up, forget_address, next_to_send, merge_customers, old_carts, order_again})
    ask(question);
}

}  // namespace market
