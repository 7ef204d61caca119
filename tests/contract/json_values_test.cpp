// Documents that hold the same are the same, however they are spelled; and so are decimals in upserts.
#include "contract/record_models.hpp"

namespace json_values {

class Sheet : public rowan::Model<Sheet>, public record_tests::Timestamps {
 public:
  std::int64_t id{};
  std::string name;
  rowan::Json form;
  rowan::Decimal amount;

  ROWAN_MODEL(Sheet, (Timestamps), (id, name, form, amount))
  static void configure(rowan::ModelBuilder<Sheet>& m) {
    m.table("json_values_sheets");
    m.attribute(&Sheet::name).max_length(40).unique();
  }
};

}  // namespace json_values

ROWAN_REGISTER_MODEL(json_values::Sheet)

namespace json_values {
namespace {

using record_tests::stop_clock;
using rowan::Decimal;
using rowan::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

Sheet sheet(std::string name, std::string_view form, const Decimal& amount = Decimal("1")) {
  Sheet made;
  made.name = std::move(name);
  made.form = Json(form);
  made.amount = amount;
  return made;
}

/// a and b hold the same document, c another one.
class JsonValues : public record_tests::RecordTest {
 protected:
  JsonValues() {
    db.create_tables<Sheet>();
    stop_clock("2026-01-01 00:00:00");
    Sheet::insert_all(std::vector<Sheet>{sheet("a", R"({"x": 1, "y": [true]})"), sheet("b", R"({"y":[true],"x":1.0})"),
                                         sheet("c", R"({"x": 2})")});
  }
  static auto named(std::string_view name) { return Sheet::where(Sheet::c.name == name); }
  const record_tests::SystemClockAgain again_;
};

TEST_P(JsonValues, AreOneInSets) {
  EXPECT_THAT(Sheet::all().select(Sheet::c.form).distinct().rows(), SizeIs(2));
  EXPECT_EQ(Sheet::count_distinct(Sheet::c.form), 2);
  const auto a = named("a").select(Sheet::c.form), b = named("b").select(Sheet::c.form);
  EXPECT_EQ(a.union_with(b).count(), 1U);
  EXPECT_EQ(a.intersect(b).count(), 1U);
  EXPECT_EQ(a.except(b).count(), 0U);
  EXPECT_EQ(a.union_all(b).count(), 2U);
}

TEST_P(JsonValues, AreOneGroup) {
  EXPECT_THAT(Sheet::group(Sheet::c.form).select(rowan::count()).rows(), UnorderedElementsAre(2, 1));
}

TEST_P(JsonValues, AreFoundAmongAQuerys) {
  const auto in = [](const auto& query) {
    return Sheet::where(Sheet::c.form.in(query)).order(Sheet::c.name).pluck(Sheet::c.name);
  };
  EXPECT_THAT(in(named("b").select(Sheet::c.form)), ElementsAre("a", "b"));
  EXPECT_THAT(Sheet::where(Sheet::c.form == Json(R"({"x":1.00,"y":[ true ]})")).count(), 2U);
}

// PostgreSQL orders documents by their parts, the others by their letters.
TEST_P(JsonValues, HaveNoOrder) {
  using record_tests::message_of;
  const auto refused =
      HasSubstr("form is json, which databases order differently: ask ==, != or in, or order by another value");
  const Json two(R"({"x": 2})");
  EXPECT_THAT(message_of<rowan::QueryError>([&] { (void)Sheet::where(Sheet::c.form < two).count(); }), refused);
  EXPECT_THAT(message_of<rowan::QueryError>([&] { (void)Sheet::where(Sheet::c.form >= Sheet::c.form).count(); }),
              refused);
  EXPECT_THAT(message_of<rowan::QueryError>([&] { (void)Sheet::where(Sheet::c.form.between(two, two)).count(); }),
              refused);
  EXPECT_THAT(message_of<rowan::QueryError>([&] { (void)Sheet::all().order(Sheet::c.form).load(); }), refused);
}

TEST_P(JsonValues, AnUpsertOfAnotherSpellingChangesNothing) {
  named("a").update_all(Sheet::c.amount = Decimal("1.50"));
  stop_clock("2026-02-01 00:00:00");
  Sheet::upsert_all(
      std::vector<Sheet>{sheet("a", R"({"y": [true], "x": 1})", Decimal("1.5")),
                         sheet("b", R"({"x": 1, "y": [false]})"), sheet("c", R"({"x": 2.0})", Decimal("1.000001"))},
      {"name"});
  std::vector<std::string> times;
  for (const Sheet& each : Sheet::order(Sheet::c.name))
    times.push_back(rowan::to_string(each.updated_at).substr(0, 10));
  EXPECT_THAT(times, ElementsAre("2026-01-01", "2026-02-01", "2026-02-01"));
}

ROWAN_RECORD_SUITE(JsonValues);

}  // namespace
}  // namespace json_values
