// The code of docs/guide/types.md, checked as it runs.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "expect.hpp"
#include "rowan/rowan.hpp"

// [snippet: own-type]
struct Money {
  std::int64_t cents = 0;
};
template <>
struct rowan::attribute_traits<Money> {
  using stored = std::int64_t;
  static stored to_stored(const Money& money) { return money.cents; }
  static Money from_stored(stored cents) {
    if (cents < 0) throw std::out_of_range("money is not negative");  // becomes an InvalidValue
    return {cents};
  }
};

class Invoice : public rowan::Model<Invoice> {
 public:
  std::int64_t id{};
  Money total;
  std::optional<Money> discount;
  std::chrono::seconds due_in{};

  ROWAN_MODEL(Invoice, (), (id, total, discount, due_in))
};
// [end]
ROWAN_REGISTER_MODEL(Invoice)

namespace types {

void own_types() {
  // [snippet: own-type-use]
  using namespace std::chrono_literals;
  Invoice invoice = Invoice::create(Invoice::c.total = Money{1250}, Invoice::c.due_in = 24h);
  auto large = Invoice::where(Invoice::c.total > Money{1000} && Invoice::c.due_in < 48h);
  std::vector<Money> totals = large.pluck(Invoice::c.total);
  large.update_all(Invoice::c.total -= Money{250});
  std::string json = invoice.to_json();  // "total":1250: what is stored
  // [end]
  expect(totals.size() == 1 && totals[0].cents == 1250 && Invoice::find(invoice.id).total.cents == 1000);
  expect(json.find("\"total\":1250") != std::string::npos);
}

// [snippet: model]
class Sample : public rowan::Model<Sample> {
 public:
  std::int64_t id{};
  bool flag{};
  std::uint8_t small{};
  std::uint64_t large{};
  float ratio{};
  double measured{};
  rowan::Decimal price;
  std::string name;
  rowan::Bytes digest;
  rowan::Date day{};
  rowan::LocalDateTime opens{};
  rowan::Instant taken{};
  rowan::Uuid token;
  rowan::Json extra;
  std::optional<int> maybe;

  ROWAN_MODEL(Sample, (),
              (id, flag, small, large, ratio, measured, price, name, digest, day, opens, taken, token, extra, maybe))
};
// [end]

// [snippet: arrays]
class Recipe : public rowan::Model<Recipe> {
 public:
  std::int64_t id{};
  std::vector<std::string> steps;                       // text[] NOT NULL; empty is '{}'
  std::optional<std::vector<rowan::Decimal>> portions;  // numeric[]; may be NULL, which differs from empty

  ROWAN_MODEL(Recipe, (), (id, steps, portions))
};
// [end]

}  // namespace types

ROWAN_REGISTER_MODEL(types::Sample)
ROWAN_REGISTER_MODEL(types::Recipe)

using types::Recipe;
using types::Sample;

namespace {

void round_trip() {
  // [snippet: write]
  using namespace std::chrono;
  Sample sample;
  sample.price = rowan::Decimal("12345678901234567890.123456789");  // from text, without a double in between
  sample.measured = 0.1 + 0.2;
  sample.digest = {std::byte{0xca}, std::byte{0xfe}};
  sample.day = 2026y / November / 21;
  sample.opens = rowan::parse_local_date_time("2026-11-21 09:30");          // wall-clock time
  sample.taken = rowan::parse_instant("2026-11-21T20:59:56.123456+01:00");  // a moment; stored in UTC
  sample.token = rowan::Uuid::random();
  sample.extra = rowan::Json(R"({ "tags": ["a", "b"], "n": 9007199254740993 })");
  sample.save_or_throw();
  // [end]
  const Sample loaded = Sample::find(sample.id);
  expect(loaded.price.to_string() == "12345678901234567890.123456789");
  expect(loaded.measured == 0.1 + 0.2 && loaded.digest == sample.digest && loaded.day == sample.day);
  expect(loaded.opens == sample.opens && loaded.token == sample.token && !loaded.maybe);
  expect(rowan::to_string(loaded.taken) == "2026-11-21 19:59:56.123456Z");
  expect(loaded.extra.text() == R"({"tags":["a","b"],"n":9007199254740993})");
}

Sample plain() {
  Sample sample;
  sample.day = std::chrono::year(2026) / 11 / 21;  // a default Date is not a valid day and would be refused
  return sample;
}

template <class Change>
void refused(Change change) {
  Sample sample = plain();
  change(sample);
  expect_throws<rowan::InvalidValue>([&] { sample.save_or_throw(); });
}

void limits() {
  Sample zero = plain();
  zero.measured = -0.0;
  zero.ratio = std::numeric_limits<float>::denorm_min();
  zero.large = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  zero.day = std::chrono::year(1) / 1 / 1;
  zero.save_or_throw();
  const Sample back = Sample::find(zero.id);
  expect(back.measured == 0 && !std::signbit(back.measured));  // SQLite stores a real without fraction as an integer
  expect(back.ratio == zero.ratio && back.large == zero.large && back.day == zero.day);
  refused([](Sample& s) { s.large = 1ULL << 63U; });
  refused([](Sample& s) { s.measured = std::numeric_limits<double>::quiet_NaN(); });
  refused([](Sample& s) { s.name = std::string("a\0b", 3); });
  refused([](Sample& s) { s.name = "\xff"; });
  refused([](Sample& s) { s.day = std::chrono::year(2026) / 2 / 30; });
  Sample infinite = plain();
  infinite.measured = std::numeric_limits<double>::infinity();
  infinite.save_or_throw();
  expect(Sample::find(infinite.id).measured == infinite.measured);
  auto db = rowan::default_database().value();
  db.execute("UPDATE samples SET small = 256 WHERE id = ?", infinite.id);
  expect_throws<rowan::InvalidValue>([&] { static_cast<void>(Sample::find(infinite.id)); });
}

void decimals() {
  for (const char* text : {"9.5", "10", "10.50", "-3"}) {
    Sample sample = plain();
    sample.name = "priced";
    sample.price = rowan::Decimal(text);
    sample.save_or_throw();
  }
  const auto priced = Sample::where(Sample::c.name == "priced");
  // [snippet: decimals]
  auto cheap = priced.where(Sample::c.price < 10);                       // compared as numbers: 9.5 and -3
  auto equal = priced.where(Sample::c.price == rowan::Decimal("10.5"));  // finds 10.50
  auto sorted = priced.order(Sample::c.price).pluck(Sample::c.price);    // -3, 9.5, 10, 10.50
  // [end]
  expect(cheap.count() == 2 && equal.count() == 1);
  expect(sorted.size() == 4 && sorted[0] == -3 && sorted[3].to_string() == "10.50");

  // [snippet: arithmetic]
  rowan::Decimal sum;
  for (rowan::Decimal price : sorted) sum += price;  // + - * are exact, or InvalidValue
  rowan::Decimal each = rowan::divide(sum, 7, 2);    // two digits; halves round away from zero
  rowan::Decimal even = sum.round(0, rowan::Rounding::half_even);
  rowan::Decimal exact = sum / 8;  // exact, or InvalidValue: sum / 7 never ends
  double about = sum.to_double();  // the nearest double
  // [end]
  expect(sum == 27 && each == rowan::Decimal("3.86") && even == 27 && exact == rowan::Decimal("3.375") && about == 27);
}

void arrays() {
  // [snippet: array_conditions]
  auto boiled = Recipe::where(Recipe::c.steps.has("boil"));  // one of its elements: ? = ANY ("steps")
  auto same = Recipe::where(Recipe::c.steps == std::vector<std::string>{"boil", "serve"});
  auto fast = Recipe::where(rowan::sql("steps @> ?", std::vector<std::string>{"boil"}));  // can use a GIN index
  // [end]
  auto db = rowan::default_database().value();
  expect_throws<rowan::Unsupported>([&] { db.create_tables<Recipe>(); });  // SQLite has no arrays
  expect_throws<rowan::Unsupported>([&] { static_cast<void>(boiled.or_where(Recipe::c.id == 1).count()); });
  expect_throws<rowan::Unsupported>([&] { static_cast<void>(same.count() + fast.count()); });
}

void values() {
  // [snippet: values]
  rowan::Value seven = 7;
  rowan::Value price = "12.50";
  std::int64_t whole = seven.as_int64();      // converts where nothing is lost,
  rowan::Decimal exact = price.as_decimal();  // else throws InvalidValue
  const std::string& text = price.as_string();
  bool null = rowan::Value(std::nullopt).is_null();
  // [end]
  expect(text == "12.50");
  expect(whole == 7 && exact == rowan::Decimal("12.5") && null);
  expect_throws<rowan::InvalidValue>([&] { static_cast<void>(price.as_double()); });
}

}  // namespace

int main() {
  auto db = rowan::connect("sqlite::memory:");
  db.create_tables<Sample, Invoice>();
  types::own_types();
  round_trip();
  limits();
  decimals();
  arrays();
  values();
}
