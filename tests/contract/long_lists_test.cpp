// `in` with more values than a statement has placeholders.
#include <functional>

#include "contract/record_models.hpp"
#include "rowan/sql/dialect.hpp"

namespace record_tests {

/// One attribute of each kind that a list may be of.
class Bead : public rowan::Model<Bead> {
 public:
  std::int64_t id{};
  std::string label;
  rowan::Decimal price;
  double width{};
  rowan::Date strung{};
  rowan::LocalDateTime seen{};
  rowan::Instant made{};
  rowan::Uuid tag;
  Colour colour{};

  ROWAN_MODEL(Bead, (), (id, label, price, width, strung, seen, made, tag, colour))
};

}  // namespace record_tests
ROWAN_REGISTER_MODEL(record_tests::Bead)

namespace record_tests {
namespace {

using ::testing::HasSubstr;

constexpr std::size_t beyond_any_statement = 70000;

class LongLists : public RecordTest {
 protected:
  LongLists() {
    db.create_tables<Bead>();
    bead_.label = "a \"quoted\" \\ \n é 😀 'x";
    bead_.price = rowan::Decimal("12345678901234567890.1234567891");
    bead_.width = 0.1;
    bead_.strung = rowan::parse_date("2024-01-15");
    bead_.seen = rowan::parse_local_date_time("2024-01-15 10:30:00.5");
    bead_.made = rowan::parse_instant("2024-01-15 10:30:00.000001Z");
    bead_.tag = rowan::Uuid("5e0e8400-e29b-41d4-a716-446655440000");
    bead_.colour = Colour::green;
    bead_.save_or_throw();
    Bead other;
    other.label = "other";
    other.strung = rowan::parse_date("2000-01-01");
    other.save_or_throw();
  }
  /// Asks for the bead's value among many others, and for those without it.
  template <class Column, class T>
  void expect_found(const Column& column, const T& value, const std::function<T(std::size_t)>& make) {
    std::vector<T> list(beyond_any_statement);
    for (std::size_t i = 0; i < beyond_any_statement; ++i) list[i] = make(i);
    EXPECT_EQ(Bead::where(column.in(list)).count(), 0u) << column.name();
    list.back() = value;
    EXPECT_EQ(Bead::where(column.in(list)).sole().id, bead_.id) << column.name();
    EXPECT_EQ(Bead::where(column.not_in(list)).count(), 1u) << column.name();
  }

  Bead bead_;
};

TEST_P(LongLists, OfTexts) {
  expect_found<>(Bead::c.label, bead_.label, std::function([](std::size_t i) { return "label " + std::to_string(i); }));
}

TEST_P(LongLists, OfDecimals) {
  expect_found<>(Bead::c.price, bead_.price, std::function([](std::size_t i) {
                   return rowan::Decimal("12345678901234567890." + std::to_string(i + 1));
                 }));
}

TEST_P(LongLists, OfTimes) {
  expect_found<>(Bead::c.strung, bead_.strung, std::function([](std::size_t i) {
                   return rowan::Date(std::chrono::sys_days(std::chrono::days(i + 30000)));
                 }));
  expect_found<>(Bead::c.seen, bead_.seen,
                 std::function([](std::size_t i) { return rowan::LocalDateTime(std::chrono::microseconds(i + 1)); }));
  expect_found<>(Bead::c.made, bead_.made,
                 std::function([](std::size_t i) { return rowan::Instant(std::chrono::microseconds(i + 1)); }));
}

TEST_P(LongLists, OfUuids) {
  expect_found<>(Bead::c.tag, bead_.tag, std::function([](std::size_t i) {
                   const std::string digits = std::to_string(100000 + i);
                   return rowan::Uuid("00000000-0000-4000-8000-000000" + digits);
                 }));
}

TEST_P(LongLists, OfReals) {
  std::vector<double> widths(beyond_any_statement);
  for (std::size_t i = 0; i < beyond_any_statement; ++i) widths[i] = static_cast<double>(i) + 0.5;
  widths.back() = 0.1;
  if (db.dialect().name() == "sqlite") {
    EXPECT_THAT(message_of<rowan::QueryError>([&] { (void)Bead::where(Bead::c.width.in(widths)).count(); }),
                HasSubstr("smaller portions"));
    return;
  }
  EXPECT_EQ(Bead::where(Bead::c.width.in(widths)).sole().id, bead_.id);
}

TEST_P(LongLists, OfEnumerators) {
  EXPECT_EQ(Bead::where(Bead::c.colour.in(std::vector<Colour>(beyond_any_statement, Colour::green))).sole().id,
            bead_.id);
}

TEST_P(LongLists, MatchAsTheColumnCompares) {
  ROWAN_NEEDS(raw_sql);
  if (!db.dialect().can().schemas || db.dialect().can().arrays) GTEST_SKIP() << "texts of lists have no collation";
  db.execute("ALTER TABLE beads MODIFY label varchar(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci");
  std::vector<std::string> labels(beyond_any_statement, "none");
  labels.back() = "OTHER";
  EXPECT_EQ(Bead::where(Bead::c.label.in(labels)).sole().label, "other");
  EXPECT_EQ(Bead::where(Bead::c.label.not_in(labels)).sole().id, bead_.id);
}

ROWAN_RECORD_SUITE(LongLists);

}  // namespace
}  // namespace record_tests
