// Attributes that are arrays, where the database has columns for them; and what is said where it has not.
#include <cmath>
#include <limits>

#include "contract/record_models.hpp"
#include "rowan/sql/dialect.hpp"

namespace record_tests {

/// An array of each kind.
class Shelf : public rowan::Model<Shelf> {
 public:
  std::int64_t id{};
  std::vector<bool> flags;
  std::vector<std::int8_t> i8s;
  std::vector<std::int16_t> i16s;
  std::vector<std::int32_t> i32s;
  std::vector<std::int64_t> i64s;
  std::vector<std::uint8_t> u8s;
  std::vector<std::uint16_t> u16s;
  std::vector<std::uint32_t> u32s;
  std::vector<std::uint64_t> u64s;
  std::vector<float> reals;
  std::vector<double> numbers;
  std::vector<rowan::Decimal> amounts;
  std::vector<std::string> texts;
  std::vector<rowan::Date> days;
  std::vector<rowan::LocalDateTime> walls;
  std::vector<rowan::Instant> moments;
  std::vector<rowan::Uuid> uuids;
  std::optional<std::vector<std::string>> maybe;

  ROWAN_MODEL(Shelf, (),
              (id, flags, i8s, i16s, i32s, i64s, u8s, u16s, u32s, u64s, reals, numbers, amounts, texts, days, walls,
               moments, uuids, maybe))
};

}  // namespace record_tests
ROWAN_REGISTER_MODEL(record_tests::Shelf)

namespace record_tests {
namespace {

using rowan::Decimal;
using rowan::Value;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Arrays : public RecordTest {
 protected:
  [[nodiscard]] bool has_arrays() const { return db.dialect().can().arrays; }
};

#define ROWAN_NEEDS_ARRAYS()                                                            \
  if (!has_arrays()) GTEST_SKIP() << "lacks arrays: refusing them is tested elsewhere"; \
  db.create_tables<Shelf>()

template <class T>
std::vector<T> ends() {
  return {std::numeric_limits<T>::min(), T{0}, std::numeric_limits<T>::max()};
}

Shelf full() {
  Shelf shelf;
  shelf.flags = {true, false, true};
  shelf.i8s = ends<std::int8_t>();
  shelf.i16s = ends<std::int16_t>();
  shelf.i32s = ends<std::int32_t>();
  shelf.i64s = ends<std::int64_t>();
  shelf.u8s = ends<std::uint8_t>();
  shelf.u16s = ends<std::uint16_t>();
  shelf.u32s = ends<std::uint32_t>();
  shelf.u64s = ends<std::uint64_t>();
  shelf.reals = {0.1F, -std::numeric_limits<float>::infinity(), std::numeric_limits<float>::denorm_min()};
  shelf.numbers = {0.1 + 0.2, -0.0, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::max()};
  shelf.amounts = {Decimal("12345678901234567890.123456789"), Decimal("-0.10"), Decimal("0")};
  shelf.texts = {"a,b", "{}", "\"q\" \\", "NULL", "null", "", " ", "a\tb\nc", "ä€𝄞"};
  shelf.days = {std::chrono::year{1} / 1 / 1, std::chrono::year{9999} / 12 / 31};
  shelf.walls = {rowan::parse_local_date_time("0001-01-01 00:00:00"),
                 rowan::parse_local_date_time("9999-12-31 23:59:59.999999")};
  shelf.moments = {rowan::parse_instant("2026-03-29 02:30:00.000001Z")};
  shelf.uuids = {rowan::Uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), rowan::Uuid()};
  shelf.maybe = shelf.texts;
  return shelf;
}

void expect_same(const Shelf& left, const Shelf& right) {
  for (const rowan::AttributeInfo& attribute : left.model_info().attributes) {
    if (attribute.name == "id") continue;
    EXPECT_EQ(left.get(attribute.name), right.get(attribute.name)) << attribute.name;
  }
}

TEST_P(Arrays, AreRefusedByNameWhereThereAreNone) {
  if (has_arrays()) GTEST_SKIP() << "has arrays";
  const auto named = AllOf(HasSubstr("flags"), HasSubstr("boolean[]"), HasSubstr(std::string(db.dialect().name())));
  EXPECT_THAT(message_of<rowan::Unsupported>([&] { db.create_tables<Shelf>(); }), named);
  EXPECT_THAT(message_of<rowan::Unsupported>([] { full().save_or_throw(); }), named);
  EXPECT_THAT(message_of<rowan::Unsupported>([] { (void)Shelf::find(1); }), named);
  EXPECT_THAT(message_of<rowan::Unsupported>([] { (void)Shelf::all().load(); }), named);
  EXPECT_THAT(message_of<rowan::Unsupported>([] { (void)Shelf::count(); }), named);
  std::vector<Shelf> two(2);
  EXPECT_THAT(message_of<rowan::Unsupported>([&] { Shelf::insert_all(two); }), named);
}

TEST_P(Arrays, KeepEveryElementExactly) {
  ROWAN_NEEDS_ARRAYS();
  Shelf saved = full();
  saved.save_or_throw();
  const Shelf found = Shelf::find(saved.id);
  expect_same(found, full());
  EXPECT_TRUE(std::signbit(found.numbers[1]));
  EXPECT_EQ(found.amounts[1].to_string(), "-0.10");
  EXPECT_FALSE(found.changed());
  expect_same(*Shelf::where(Shelf::c.texts == full().texts).first(), full());
}

TEST_P(Arrays, AnEmptyOneIsNotNull) {
  ROWAN_NEEDS_ARRAYS();
  Shelf nothing, empty;
  empty.maybe.emplace();
  nothing.save_or_throw();
  empty.save_or_throw();
  EXPECT_FALSE(Shelf::find(nothing.id).maybe.has_value());
  EXPECT_THAT(*Shelf::find(empty.id).maybe, IsEmpty());
  EXPECT_THAT(Shelf::find(empty.id).uuids, IsEmpty());
  expect_same(Shelf::find(nothing.id), Shelf());
  EXPECT_EQ(Shelf::where(Shelf::c.maybe == std::nullopt).pluck(Shelf::c.id), std::vector{nothing.id});
  empty.maybe.reset();
  EXPECT_TRUE(empty.changed(&Shelf::maybe));
  empty.save_or_throw();
  EXPECT_FALSE(Shelf::find(empty.id).maybe.has_value());
}

TEST_P(Arrays, AreWatchedForChanges) {
  ROWAN_NEEDS_ARRAYS();
  Shelf shelf = full();
  shelf.save_or_throw();
  Shelf loaded = Shelf::find(shelf.id);
  loaded.texts.push_back("one more");
  EXPECT_THAT(loaded.changes(), ElementsAre(::testing::Field(&rowan::Change::attribute, "texts")));
  loaded.texts.pop_back();
  EXPECT_FALSE(loaded.changed());
  std::swap(loaded.i64s[0], loaded.i64s[2]);
  loaded.flags[1] = true;
  loaded.save_or_throw();
  loaded.reload();
  EXPECT_EQ(loaded.i64s.front(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(loaded.flags, std::vector<bool>({true, true, true}));
}

TEST_P(Arrays, AreReachedByNameAndAsJson) {
  ROWAN_NEEDS_ARRAYS();
  Shelf shelf;
  shelf.set("texts", std::vector<std::string>{"a", "b"});
  shelf.set("days", Value::list({"2026-11-27"}));
  shelf.set("i8s", Value::list({1, 2}));
  EXPECT_EQ(shelf.texts, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(shelf.days.front(), std::chrono::year{2026} / 11 / 27);
  EXPECT_THROW(shelf.set("i8s", Value::list({1, 128})), rowan::InvalidValue);
  EXPECT_THROW(shelf.set("i8s", Value::list({1, Value()})), rowan::InvalidValue);
  EXPECT_THROW(shelf.set("i8s", Value()), rowan::InvalidValue);
  EXPECT_THROW(shelf.set("i8s", "{1,2}"), rowan::InvalidValue);
  EXPECT_EQ(shelf.i8s, (std::vector<std::int8_t>{1, 2}));
  const Shelf whole = full();
  Shelf copy;
  Shelf finite = full();
  finite.numbers = {0.1 + 0.2};  // JSON has no infinity
  finite.reals = {0.1F};
  copy.assign_json(finite.to_json());
  expect_same(copy, finite);
  EXPECT_THAT(finite.to_json(), AllOf(HasSubstr(R"("flags":[true,false,true])"), HasSubstr(R"("i8s":[-128,0,127])"),
                                      HasSubstr(R"("texts":["a,b","{}","\"q\" \\",)")));
  EXPECT_THROW(copy.assign_json(R"({"i8s": [1, null]})"), rowan::InvalidValue);
  EXPECT_THROW(copy.assign_json(R"({"i8s": [[1]]})"), rowan::InvalidValue);
  EXPECT_THROW(copy.assign_json(R"({"i8s": 1})"), rowan::InvalidValue);
  copy.assign_json(R"({"i8s": [], "maybe": null})");
  EXPECT_THAT(copy.i8s, IsEmpty());
  EXPECT_FALSE(copy.maybe.has_value());
}

TEST_P(Arrays, AreAskedForAnElement) {
  ROWAN_NEEDS_ARRAYS();
  Shelf one = full(), other;
  one.save_or_throw();
  other.texts = {"b"};
  other.i64s = {7};
  other.save_or_throw();
  const auto ids = [](const auto& condition) { return Shelf::where(condition).pluck(Shelf::c.id); };
  EXPECT_THAT(ids(Shelf::c.texts.has("a,b")), ElementsAre(one.id));
  EXPECT_THAT(ids(!Shelf::c.texts.has("a,b")), ElementsAre(other.id));
  EXPECT_THAT(ids(Shelf::c.i64s.has(7)), ElementsAre(other.id));
  EXPECT_THAT(ids(Shelf::c.u64s.has(std::numeric_limits<std::uint64_t>::max())), ElementsAre(one.id));
  EXPECT_THAT(ids(Shelf::c.maybe.has("NULL")), ElementsAre(one.id)) << "a NULL array has none";
  EXPECT_THAT(ids(rowan::attr("days").has("9999-12-31")), ElementsAre(one.id));
  for (const rowan::AttributeInfo& attribute : one.model_info().attributes) {
    if (!is_array(attribute.type.kind)) continue;
    const Value element = one.get(attribute.name).as_list().front();
    EXPECT_THAT(ids(rowan::attr(attribute.name).has(element)), ElementsAre(one.id)) << attribute.name;
    EXPECT_THAT(ids(rowan::attr(attribute.name) == one.get(attribute.name)), ElementsAre(one.id)) << attribute.name;
    EXPECT_THAT(ids(rowan::attr(attribute.name).in({one.get(attribute.name)})), ElementsAre(one.id)) << attribute.name;
  }
  EXPECT_THAT(ids(Shelf::c.texts.has_any({"b", "zz"})), ElementsAre(other.id));
  EXPECT_THAT(ids(Shelf::c.texts.has_any({})), IsEmpty());
  EXPECT_THAT(ids(Shelf::c.texts.has_all({"b"})), ElementsAre(other.id));
  EXPECT_THAT(ids(Shelf::c.texts.has_all({"b", "zz"})), IsEmpty());
  EXPECT_THAT(ids(Shelf::c.texts.has_all({})), ElementsAre(one.id, other.id));
  EXPECT_THAT(ids(Shelf::c.maybe.has_all({})), ElementsAre(one.id));
  EXPECT_THAT(ids(Shelf::c.i64s.length() == 1), ElementsAre(other.id));
  EXPECT_THAT(Shelf::order(Shelf::c.id).pluck(Shelf::c.days.length()), ElementsAre(one.days.size(), 0));
  EXPECT_THAT(Shelf::order(Shelf::c.id).pluck(Shelf::c.maybe.length()),
              ElementsAre(static_cast<std::int64_t>(one.maybe->size()), std::nullopt));
  EXPECT_THROW((void)ids(rowan::attr("id").has(1)), rowan::QueryError);
  EXPECT_THROW((void)ids(rowan::attr("days").has("today")), rowan::InvalidValue);
  EXPECT_THROW((void)rowan::attr("days").has(std::nullopt), rowan::QueryError);
}

TEST_P(Arrays, GoThroughBulkWritesAndPluck) {
  ROWAN_NEEDS_ARRAYS();
  std::vector<Shelf> many(50, full());
  Shelf::insert_all(many);
  EXPECT_EQ(Shelf::count(), 50u);
  const auto texts = Shelf::order(Shelf::c.id).pluck(Shelf::c.texts);
  EXPECT_EQ(texts.back(), full().texts);
  Shelf::all().everything().update_all({rowan::set(Shelf::c.texts, std::vector<std::string>{"x"})});
  EXPECT_EQ(Shelf::where(Shelf::c.texts.has("x")).count(), 50u);
}

TEST_P(Arrays, RefuseWhatAVectorCantHold) {
  ROWAN_NEEDS(raw_sql);
  ROWAN_NEEDS_ARRAYS();
  Shelf shelf = full();
  shelf.save_or_throw();
  db.execute("UPDATE shelves SET i8s = ARRAY[1, NULL]");
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { (void)Shelf::find(shelf.id); }),
              AllOf(HasSubstr("Shelf.i8s"), HasSubstr("element 2"), HasSubstr("NULL")));
  db.execute("UPDATE shelves SET i8s = ARRAY[1, 128]");
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { (void)Shelf::find(shelf.id); }), HasSubstr("128"));
  db.execute("UPDATE shelves SET i8s = ARRAY[[1], [2]]");
  EXPECT_THROW((void)Shelf::find(shelf.id), rowan::InvalidValue);
  for (const std::string& text : {std::string("a\0b", 3), std::string("\xff")}) {
    Shelf bad;
    bad.texts = {"fine", text};
    EXPECT_THAT(message_of<rowan::InvalidValue>([&] { (void)bad.save(); }), HasSubstr("Shelf.texts"));
  }
}

ROWAN_RECORD_SUITE(Arrays);

}  // namespace
}  // namespace record_tests
