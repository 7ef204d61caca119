// What a loaded record weighs beyond the plain struct with the same values.
#include <malloc.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "plain_rows.hpp"
#include "rowan/model/records.hpp"
#include "sqlite/rows.hpp"

namespace bench::sqlite {
namespace {

std::size_t memory_in_use() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd + rowan::bytes_in_slabs();
}

/// Bytes that stay allocated while what `load` returns lives, per row.
template <class Load>
double weight(std::size_t rows, Load load) {
  const std::size_t before = memory_in_use();
  const auto loaded = load();
  return static_cast<double>(memory_in_use() - before) / static_cast<double>(rows);
}

// The key in the BelongsTo is data: the plain struct has it, too.
constexpr std::size_t handles = sizeof(rowan::BelongsTo<Region>) - sizeof(std::int64_t) +
                                sizeof(rowan::HasMany<Invoice>) + sizeof(rowan::HasMany<Visit>);
// Seven attributes: the key that the BelongsTo owns is one.
constexpr double attributes = 7;

ReportRow memory_row(const char* name, double ours, double raw, double limit, std::size_t rows) {
  ReportRow row;
  row.name = name;
  row.unit = Unit::bytes;
  row.ours = ours - raw - static_cast<double>(handles);
  row.limit = limit;
  row.rounds = 1;
  row.rows = rows;
  return row;
}

// What a record from find() takes beside itself and its texts, of which the plain struct has the same. malloc's own
// words before each piece do not count.
ReportRow found_row(Fixture& fixture) {
  const auto count = static_cast<std::int64_t>(std::min<std::size_t>(fixture.options().rows, 20'000));
  const auto found = [&] {
    std::vector<Account> all;
    all.reserve(static_cast<std::size_t>(count));
    for (std::int64_t key = 1; key <= count; ++key) all.push_back(Account::find(key));
    return all;
  };
  RawStatement statement(fixture.raw(), "SELECT id, name, email, city, age, score FROM accounts WHERE id = ?");
  const auto plainly = [&] {
    std::vector<PlainCustomer> all(static_cast<std::size_t>(count));
    for (std::int64_t key = 1; key <= count; ++key) {
      statement.bind(0, key);
      if (statement.step()) read_contact(statement, all[static_cast<std::size_t>(key - 1)]);
      statement.reset();
    }
    return all;
  };
  static_cast<void>(found().size() + plainly().size());
  const auto rows = static_cast<std::size_t>(count);
  const double texts = weight(rows, plainly) - static_cast<double>(sizeof(PlainCustomer));
  ReportRow row;
  row.name = "memory of a found record's state";
  row.unit = Unit::bytes;
  row.ours =
      weight(rows, found) - static_cast<double>(sizeof(Account)) - texts - static_cast<double>(sizeof(std::size_t));
  row.limit = 120;
  row.rounds = 1;
  row.rows = rows;
  return row;
}

ReportRow handle_row(const char* name, std::size_t size) {
  ReportRow row;
  row.name = name;
  row.unit = Unit::bytes;
  row.ours = static_cast<double>(size);
  row.limit = 32;
  row.rounds = row.rows = 1;
  return row;
}

}  // namespace

std::vector<ReportRow> memory_rows(Fixture& fixture) {
  const std::size_t rows = fixture.options().rows;
  RawStatement statement(fixture.raw(), customer_columns);
  const auto plainly = [&] { return scan_into_chunks<PlainCustomer>(statement); };
  const auto readonly = [] { return Customer::readonly().load(); };
  const auto tracked = [] { return Customer::all().load(); };
  // Caches and prepared statements are in place after the first time.
  static_cast<void>(plainly().size() + readonly().size() + tracked().size());
  const double raw = weight(rows, plainly);
  return {memory_row("memory over a plain struct, readonly", weight(rows, readonly), raw, 56, rows),
          memory_row("memory over a plain struct, tracked", weight(rows, tracked), raw, 56 + 8 * attributes, rows),
          found_row(fixture), handle_row("memory of an unloaded BelongsTo", sizeof(rowan::BelongsTo<Region>)),
          handle_row("memory of an unloaded HasMany", sizeof(rowan::HasMany<Invoice>))};
}

}  // namespace bench::sqlite
