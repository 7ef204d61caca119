// Two databases: a model may name its database; any record can be read from, or saved to, another.
#include <fmt/format.h>
#include <rowan/rowan.hpp>

class Order : public rowan::Model<Order> {
 public:
  std::int64_t id{};
  std::string item;

  ROWAN_MODEL(Order, (), (id, item))
};
ROWAN_REGISTER_MODEL(Order)

// [snippet: model]
class Event : public rowan::Model<Event> {
 public:
  std::int64_t id{};
  std::string what;
  rowan::BelongsTo<Order> order;  // in the other database

  ROWAN_MODEL(Event, (), (id, what, order))

  static void configure(rowan::ModelBuilder<Event>& m) { m.database("journal"); }
};
ROWAN_REGISTER_MODEL(Event)
// [end]

int main() {
  // [snippet: connect]
  auto shop = rowan::connect("sqlite::memory:");  // the first one is the default
  auto journal = rowan::connect("sqlite::memory:", {.name = "journal"});
  auto archive = rowan::connect("sqlite::memory:", {.name = "archive"});
  shop.create_tables<Order>();
  journal.create_tables<Event>();
  archive.create_tables<Order>();
  // [end]

  // [snippet: default]
  Order order = Order::create({{"item", "tea"}});
  Event event;
  event.what = "ordered";
  event.order = order;
  event.save_or_throw();  // to the journal, as its model says
  for (Event& each : Event::all())
    fmt::print("{}: {}\n", each.what, each.order->item);  // the order comes from the shop
  // [end]

  // [snippet: other]
  Order old;
  old.item = "coffee";
  old.save_or_throw(archive);
  for (Order& each : Order::on(archive)) fmt::print("archived: {}\n", each.item);
  fmt::print("{} order in the shop, {} in the archive\n", Order::count(), Order::on(archive).count());
  // [end]

  // [snippet: transaction]
  archive.transaction([&] {
    Order::on(archive).where(Order::c.item == "coffee").delete_all();
    order.item = "green tea";
    order.save_or_throw();  // the record's own database: the shop
  });
  fmt::print("{} in the shop, {} in the archive\n", Order::find(order.id).item, Order::on(archive).count());
  // [end]
}
