#include "mysql/raw_mariadb.hpp"
#include "mysql/rows.hpp"

namespace bench::mysql {
namespace {

class Counted final : public ShelvesByHand {
 public:
  explicit Counted(const Fixture& fixture)
      : database_(fixture.socket(), Fixture::name),
        count_(database_, "UPDATE shelves SET items_count = items_count + ? WHERE id = ?", "ii"),
        insert_(database_, "INSERT INTO items (text, shelf_id) VALUES (?, ?)", "ti"),
        look_(database_, "SELECT id, shelf_id FROM items WHERE id = ? FOR UPDATE", "i", "ii"),
        remove_(database_, "DELETE FROM items WHERE id = ?", "i") {}

  std::int64_t add(std::int64_t shelf) override {
    database_.execute("START TRANSACTION");
    count(1, shelf);
    insert_.bind(0, text_);
    insert_.bind(1, shelf);
    insert_.run();
    const std::int64_t key = insert_.last_key();
    database_.execute("COMMIT");
    return key;
  }
  void remove(std::int64_t item) override {
    database_.execute("START TRANSACTION");
    std::int64_t shelf = 0;
    look_.bind(0, item);
    if (look_.step()) look_.read(1, shelf);
    look_.reset();
    count(-1, shelf);
    remove_.bind(0, item);
    remove_.run();
    database_.execute("COMMIT");
  }

 private:
  void count(std::int64_t more, std::int64_t shelf) {
    count_.bind(0, more);
    count_.bind(1, shelf);
    count_.run();
  }

  RawDatabase database_;
  RawStatement count_, insert_, look_, remove_;
  const std::string text_ = "A thing on a shelf";
};

}  // namespace

Comparison counter_row_here(const Fixture& fixture, double limit) {
  return counter_row(
      limit, [&fixture] { return std::make_unique<Counted>(fixture); }, [&fixture] { fixture.settle(); });
}

}  // namespace bench::mysql
