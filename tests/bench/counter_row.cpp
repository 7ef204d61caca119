#include "counter_row.hpp"

#include <cstddef>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "fill_table.hpp"
#include "sides.hpp"

namespace bench {

class Item;

class Shelf : public rowan::Model<Shelf> {
 public:
  std::int64_t id{};
  std::int64_t items_count{};
  rowan::HasMany<Item> items;

  ROWAN_MODEL(Shelf, (), (id, items_count, items))
  static void configure(rowan::ModelBuilder<Shelf>& m) { m.table("shelves"); }
};

class Item : public rowan::Model<Item> {
 public:
  std::int64_t id{};
  std::string text;
  rowan::BelongsTo<Shelf> shelf;

  ROWAN_MODEL(Item, (), (id, text, shelf))
  static void configure(rowan::ModelBuilder<Item>& m) { m.belongs_to(&Item::shelf).counter_cache(); }
};

ROWAN_REGISTER_MODEL(Shelf)
ROWAN_REGISTER_MODEL(Item)

namespace {

constexpr std::int64_t shelves = 64;
constexpr std::size_t threads = 8, items = 10'000, of_thread = items / threads;

std::int64_t shelf_of(std::size_t thread, std::size_t n) {
  return 1 + static_cast<std::int64_t>(thread * 7 + n * 13) % shelves;
}

// All items that are left; on every shelf as many as its counter says.
std::uint64_t removed() {
  std::uint64_t sum = 0;
  for (const Shelf& shelf : Shelf::order(Shelf::c.id)) {
    const std::uint64_t rows = shelf.items.count();
    if (rows != static_cast<std::uint64_t>(shelf.items_count)) throw std::runtime_error("a counter is not its rows");
    sum = sum * 31 + rows;
  }
  Item::everything().delete_all();
  return sum;
}

/// `work(thread)` is called in each thread.
template <class Work>
Side in_threads(Work work, const std::function<void()>& settle) {
  return [=](Round& round) {
    for (std::size_t unit = 0; unit < round.amount; ++unit) {
      round.start();
      {
        std::vector<std::jthread> running;
        for (std::size_t thread = 0; thread < threads; ++thread) running.emplace_back([=] { work(thread); });
      }
      round.stop();
      round.check += removed();
      settle();
    }
  };
}

void create_and_destroy(std::size_t thread) {
  for (std::size_t n = 0; n < of_thread; ++n) {
    Item item;
    item.text = "A thing on a shelf";
    item.shelf = shelf_of(thread, n);
    item.save_or_throw();
    if (n % 2 == 1 && !item.destroy()) throw std::runtime_error("an item was not destroyed");
  }
}

void add_and_remove(ShelvesByHand& by_hand, std::size_t thread) {
  for (std::size_t n = 0; n < of_thread; ++n) {
    const std::int64_t item = by_hand.add(shelf_of(thread, n));
    if (n % 2 == 1) by_hand.remove(item);
  }
}

}  // namespace

void make_shelves(rowan::Database& database) {
  database.create_tables<Shelf, Item>();
  fill_table<Shelf>(shelves, [](Shelf& shelf, std::int64_t n) { shelf.id = n; });
}

Comparison counter_row(double limit, const std::function<std::unique_ptr<ShelvesByHand>()>& connect,
                       const std::function<void()>& settle) {
  // Connected when the row is measured, if it is.
  const auto connections = std::make_shared<std::vector<std::unique_ptr<ShelvesByHand>>>();
  const Side by_hand = in_threads([=](std::size_t thread) { add_and_remove(*(*connections)[thread], thread); }, settle);
  const auto raw = [=](Round& round) {
    while (connections->size() < threads) connections->push_back(connect());
    by_hand(round);
  };
  Comparison row =
      comparison("counter cache: 8 threads, 10,000 created", limit, items, in_threads(create_and_destroy, settle), raw);
  row.most_units = 1;
  row.meter = Meter::time;  // that of the thread which measures would be nothing
  return row;
}

}  // namespace bench
