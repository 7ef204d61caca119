#include "postgresql/raw_postgresql.hpp"
#include "postgresql/rows.hpp"

namespace bench::postgresql {
namespace {

class Counted final : public ShelvesByHand {
 public:
  explicit Counted(const std::string& conninfo)
      : database_(conninfo),
        count_(database_, R"(UPDATE "shelves" SET "items_count" = "items_count" + $1 WHERE "id" = $2)", {int8, int8}),
        insert_(database_, R"(INSERT INTO "items" ("text", "shelf_id") VALUES ($1, $2) RETURNING "id")", {text, int8}),
        look_(database_, R"(SELECT "id", "shelf_id" FROM "items" WHERE "id" = $1 FOR UPDATE)", {int8}),
        remove_(database_, R"(DELETE FROM "items" WHERE "id" = $1)", {int8}) {}

  std::int64_t add(std::int64_t shelf) override {
    database_.execute("START TRANSACTION");
    count(1, shelf);
    insert_.bind(0, text_);
    insert_.bind(1, shelf);
    const std::int64_t key = first(insert_.execute(), 0);
    database_.execute("COMMIT");
    return key;
  }
  void remove(std::int64_t item) override {
    database_.execute("START TRANSACTION");
    look_.bind(0, item);
    count(-1, first(look_.execute(), 1));
    remove_.bind(0, item);
    static_cast<void>(remove_.execute());
    database_.execute("COMMIT");
  }

 private:
  static std::int64_t first(const Rows& rows, int column) {
    std::int64_t value = 0;
    RawRow{rows.get(), 0}.read(column, value);
    return value;
  }
  void count(std::int64_t more, std::int64_t shelf) {
    count_.bind(0, more);
    count_.bind(1, shelf);
    static_cast<void>(count_.execute());
  }

  RawDatabase database_;
  RawStatement count_, insert_, look_, remove_;
  const std::string text_ = "A thing on a shelf";
};

}  // namespace

Comparison counter_row_here(const Fixture& fixture, double limit) {
  return counter_row(
      limit, [&fixture] { return std::make_unique<Counted>(fixture.conninfo()); },
      [&fixture] { fixture.raw().execute("VACUUM shelves, items"); });
}

}  // namespace bench::postgresql
