// What it takes to say a query of ten clauses and to come to its SQL, beside what SQLite takes to prepare that.
#include <memory>
#include <string>
#include <vector>

#include "sides.hpp"
#include "sqlite/rows.hpp"

namespace bench::sqlite {
namespace {

constexpr std::size_t at_once = 1000;

auto ten_clauses(std::int64_t n) {
  const auto c = Customer::c;
  return Customer::where(c.id.between(n, n + 10))
      .where(c.age >= 18)
      .where(c.score < 1000.0)
      .where(c.name != "")
      .where(c.city.in({"Lisbon", "Oslo", "Bergen"}))
      .where(c.email.contains("@example.com"))
      .order(c.score.desc())
      .order(c.id)
      .limit(5)
      .offset(1);
}

/// The same with its statement at hand.
class TenClauses {
 public:
  explicit TenClauses(const RawDatabase& database)
      : statement_(database, ten_clauses(0).select(Customer::c.id).to_sql()) {}

  std::vector<std::int64_t> keys(std::int64_t n) {
    int index = 0;
    const auto bind = [&](const auto&... values) { (statement_.bind(index++, values), ...); };
    bind(n, n + 10, std::int64_t{18}, 1000.0, nothing_);
    bind(cities_[0], cities_[1], cities_[2], cities_[2], host_, std::int64_t{5}, std::int64_t{1});
    std::vector<std::int64_t> keys;
    while (statement_.step()) statement_.read(0, keys.emplace_back());
    statement_.reset();
    return keys;
  }

 private:
  RawStatement statement_;
  const std::string nothing_, cities_[3]{"Lisbon", "Oslo", "Bergen"}, host_ = "@example.com";
};

/// A thousand a unit; `once(n)` gives the checksum.
template <class Once>
Side thousand(Once once) {
  return [once](Round& round) {
    round.start();
    for (std::size_t unit = 0; unit < round.amount; ++unit) {
      for (std::size_t n = 1; n <= at_once; ++n) round.check += once(static_cast<std::int64_t>(n));
    }
    round.stop();
  };
}

std::uint64_t sum_of(const std::vector<std::int64_t>& keys) {
  std::uint64_t sum = 0;
  for (const std::int64_t key : keys) sum = sum * 31 + static_cast<std::uint64_t>(key);
  return sum;
}

// The length of the SQL is the checksum.
Comparison new_shape(const Fixture& fixture) {
  const auto prepare = [&fixture, sql = ten_clauses(0).to_sql()](std::int64_t) {
    return RawStatement(fixture.raw(), sql).text().size();
  };
  return comparison("ten clauses: built and compiled, beside a prepare", 0, at_once,
                    thousand([](std::int64_t n) { return ten_clauses(n).to_sql().size(); }), thousand(prepare));
}

// Nothing but running it shows that the SQL was found again.
Comparison seen_shape(Fixture& fixture) {
  const auto by_hand = std::make_shared<TenClauses>(fixture.raw());
  return comparison("ten clauses: built and found again, and run", 0, at_once,
                    thousand([](std::int64_t n) { return sum_of(ten_clauses(n).pluck(Customer::c.id)); }),
                    thousand([by_hand](std::int64_t n) { return sum_of(by_hand->keys(n)); }));
}

/// One of a number of nanoseconds. Instructions have no limit.
ReportRow with_limit(ReportRow row, double limit) {
  if (row.unit == Unit::nanoseconds) row.limit = limit;
  row.ratio = 0;
  return row;
}

}  // namespace

void add_shape_rows(Fixture& fixture, Reporter& reporter) {
  const Options& options = fixture.options();
  if (const Comparison row = new_shape(fixture); reporter.wants(row.name))
    reporter.add(with_limit(measure(row, options), 3000));
  const Comparison row = seen_shape(fixture);
  if (!reporter.wants(row.name)) return;
  ReportRow more = measure(row, options);
  reporter.add(more);
  if (more.raw == 0) return;
  more.name = "ten clauses: built and found again, the difference";
  more.ours -= more.raw;
  more.raw = 0;
  reporter.add(with_limit(more, 500));
}

}  // namespace bench::sqlite
