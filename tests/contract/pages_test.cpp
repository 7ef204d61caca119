// Portions between cursors: each row once, in order, whatever ties, is NULL or changes meanwhile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "contract/database_under_test.hpp"
#include "core/stable_hash.hpp"
#include "rowan/rowan.hpp"
#include "rowan/testing/query_count.hpp"

namespace paged {

class PagedLetter;

class PagedSender : public rowan::Model<PagedSender> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<PagedLetter> letters;

  ROWAN_MODEL(PagedSender, (), (id, name, letters))
  static void configure(rowan::ModelBuilder<PagedSender>& m) {
    m.table("paged_senders").has_many(&PagedSender::letters).inverse("sender");
  }
};

class PagedLetter : public rowan::Model<PagedLetter> {
 public:
  std::int64_t id{};
  std::string title;
  std::optional<std::int32_t> weight;
  rowan::Decimal postage;
  double distance{};
  bool urgent{};
  rowan::Instant sent_at;
  rowan::BelongsTo<PagedSender> sender;

  ROWAN_MODEL(PagedLetter, (), (id, title, weight, postage, distance, urgent, sent_at, sender))
  static void configure(rowan::ModelBuilder<PagedLetter>& m) {
    m.table("paged_letters").attribute(&PagedLetter::postage).precision(10, 3);
    m.belongs_to(&PagedLetter::sender).optional();
  }
};

/// The same table, as somebody sees it who takes the sender for granted.
class PagedNote : public rowan::Model<PagedNote> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<PagedSender> sender;

  ROWAN_MODEL(PagedNote, (), (id, sender))
  static void configure(rowan::ModelBuilder<PagedNote>& m) { m.table("paged_letters"); }
};

/// Its key has two parts.
class PagedChair : public rowan::Model<PagedChair> {
 public:
  std::string row;
  std::int32_t number{};
  std::string note;

  ROWAN_MODEL(PagedChair, (), (row, number, note))
  static void configure(rowan::ModelBuilder<PagedChair>& m) {
    m.table("paged_chairs").primary_key(&PagedChair::row, &PagedChair::number);
  }
};

}  // namespace paged

ROWAN_REGISTER_MODEL(paged::PagedSender)
ROWAN_REGISTER_MODEL(paged::PagedLetter)
ROWAN_REGISTER_MODEL(paged::PagedNote)
ROWAN_REGISTER_MODEL(paged::PagedChair)

namespace rowan::contract {
namespace {

using paged::PagedChair;
using paged::PagedLetter;
using paged::PagedNote;
using paged::PagedSender;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

/// Letters of few titles, weights and senders, so that much ties and much is NULL.
class Pages : public ::testing::TestWithParam<DatabaseUnderTest> {
 protected:
  Pages() : db(connect(GetParam().url(dir_))) {
    db.create_tables<PagedSender, PagedLetter, PagedChair>();
    std::vector<PagedSender> senders(3);
    for (std::size_t i = 0; i < senders.size(); ++i) senders[i].name = std::string(1, static_cast<char>('c' - i));
    PagedSender::save_all_or_throw(senders);
    std::vector<PagedLetter> letters(23);
    for (std::size_t i = 0; i < letters.size(); ++i) fill(letters[i], i, senders[i % 3]);
    PagedLetter::save_all_or_throw(letters);
  }
  static void fill(PagedLetter& letter, std::size_t i, PagedSender& sender) {
    const char* const titles[]{"b", "B", "a", "ä", "b "};
    letter.title = titles[i * 7 % 5];
    if (i % 3 != 0) letter.weight = static_cast<std::int32_t>(i * 5 % 4);
    letter.postage = Decimal("0.10" + std::to_string(i * 11 % 3));
    letter.distance = static_cast<double>(i % 4) / 3;
    letter.urgent = i % 2 == 0;
    letter.sent_at = Instant(std::chrono::microseconds(1'000'001 * static_cast<std::int64_t>(i % 6)));
    if (i % 4 != 0) letter.sender = sender;
  }
  static std::vector<std::int64_t> ids(const auto& records) {
    std::vector<std::int64_t> list;
    for (const PagedLetter& letter : records) list.push_back(letter.id);
    return list;
  }
  /// All pages to the end, and from there back.
  static void walk(const Relation<PagedLetter>& letters, std::int64_t size) {
    Page<PagedLetter> page = letters.page(size);
    EXPECT_FALSE(page.previous);
    std::vector<std::int64_t> there = ids(page);
    while (page.next) {
      EXPECT_EQ(page.size(), static_cast<std::size_t>(size));
      page = letters.after(page.next).page(size);
      for (const std::int64_t id : ids(page)) there.push_back(id);
      ASSERT_LE(there.size(), 23U);
    }
    EXPECT_EQ(there.size(), letters.count());
    std::vector<std::int64_t> back = ids(page);
    while (page.previous) {
      page = letters.before(page.previous).page(size);
      EXPECT_TRUE(page.next);
      const auto earlier = ids(page);
      back.insert(back.begin(), earlier.begin(), earlier.end());
      ASSERT_LE(back.size(), 23U);
    }
    EXPECT_EQ(back, there);
  }
  template <class E = QueryError, class Query>
  static std::string refusal(const Query& query) {
    return message_of<E>([&] { static_cast<void>(query()); });
  }

  testing::TempDir dir_;
  Database db;
};

TEST_P(Pages, GiveEachRowOnceInEveryOrder) {
  const auto c = PagedLetter::c;
  const std::vector<Relation<PagedLetter>> orders{
      PagedLetter::all(),
      PagedLetter::order(c.title),
      PagedLetter::order(c.weight),
      PagedLetter::order(c.weight.desc(), c.title),
      PagedLetter::order(c.weight.asc().nulls_last(), c.title.desc()),
      PagedLetter::order(c.weight.desc().nulls_first()),
      PagedLetter::order(c.postage.desc(), c.urgent),
      PagedLetter::order(c.distance, c.sent_at.desc()),
      PagedLetter::order(c.sender, c.id.desc()),
      PagedLetter::order(c.sender(PagedSender::c.name).desc(), c.weight),
      PagedLetter::order(lower(c.title), c.weight % 2),
      PagedLetter::where(c.weight > 0).order(coalesce(c.weight, 0) + 1, when(c.urgent, "now").otherwise("later")),
  };
  for (const auto& order : orders) {
    for (const std::int64_t size : {1, 5, 23}) walk(order, size);
  }
}

TEST_P(Pages, StandInTheOrderOfOneQuery) {
  const auto letters = PagedLetter::order(PagedLetter::c.title, PagedLetter::c.postage.desc());
  const auto all = ids(letters.order(PagedLetter::c.id.desc()).load());
  const Page<PagedLetter> first = letters.page(7), second = letters.after(first.next).page(7);
  EXPECT_EQ(ids(first), std::vector(all.begin(), all.begin() + 7)) << "ties go as the last term of the order";
  EXPECT_EQ(ids(second), std::vector(all.begin() + 7, all.begin() + 14));
}

TEST_P(Pages, NullComesBeforeAllValues) {
  EXPECT_FALSE(PagedLetter::order(PagedLetter::c.weight).page(1)[0].weight);
  EXPECT_TRUE(PagedLetter::order(PagedLetter::c.weight.desc()).page(1)[0].weight);
  EXPECT_TRUE(PagedLetter::order(PagedLetter::c.weight.asc().nulls_last()).page(1)[0].weight);
}

TEST_P(Pages, AskOnce) {
  const auto letters = PagedLetter::order(PagedLetter::c.sender(PagedSender::c.name));
  std::optional<std::string> next;
  EXPECT_QUERY_COUNT(1) { next = letters.page(5).next; }
  EXPECT_QUERY_COUNT(1) { EXPECT_TRUE(letters.after(next).page(5).previous); }
  const std::optional<std::string> previous = letters.after(next).page(5).previous;
  EXPECT_QUERY_COUNT(2) { EXPECT_EQ(letters.before(previous).page(5).size(), 5U); }
}

TEST_P(Pages, AreOfRelationsThatAreAskedOtherwise) {
  const auto letters = PagedLetter::order(PagedLetter::c.id);
  const std::string third = letters.page(3).next.value();
  EXPECT_EQ(letters.after(third).count(), 20U);
  EXPECT_EQ(letters.before(third).count(), 2U);
  EXPECT_EQ(letters.after(third, CursorRow::included).count(), 21U);
  EXPECT_EQ(letters.before(third, CursorRow::included).count(), 3U);
  EXPECT_THAT(letters.after(third).limit(2).pluck(PagedLetter::c.id), ElementsAre(4, 5));
  const std::string tenth = letters.page(10).next.value();
  EXPECT_THAT(letters.before(tenth).limit(3).pluck(PagedLetter::c.id), ElementsAre(7, 8, 9)) << "the nearest, in order";
  EXPECT_EQ(letters.before(tenth).limit(3).sum(PagedLetter::c.id), 24);
  EXPECT_EQ(letters.before(tenth).limit(3).first()->id, 7);
  EXPECT_EQ(letters.before(tenth).limit(3).last()->id, 9);
  EXPECT_THAT(letters.after(third).before(tenth).limit(2).pluck(PagedLetter::c.id), ElementsAre(4, 5))
      << "from the first";
  EXPECT_EQ(letters.after(third).find(4).id, 4);
  EXPECT_FALSE(letters.after(third).find_if(3));
  EXPECT_EQ(letters.after(tenth).as_table().where(PagedLetter::c.id < 13).count(), 2U);
  EXPECT_EQ(letters.before(tenth).limit(2).update_all(PagedLetter::c.title = "near"), 2U);
  EXPECT_THAT(PagedLetter::where(PagedLetter::c.title == "near").order(PagedLetter::c.id).pluck(PagedLetter::c.id),
              ElementsAre(8, 9));
  EXPECT_EQ(letters.after(third).before(tenth).delete_all(), 6U);
  EXPECT_EQ(letters.after(third).first()->id, 10) << "a cursor's row may be gone";
}

TEST_P(Pages, AreOfAssociationsAndCompositeKeys) {
  const PagedSender bea = PagedSender::find_by(PagedSender::c.name == "b").value();
  const auto page = bea.letters.order(PagedLetter::c.title).page(2);
  EXPECT_EQ(bea.letters.order(PagedLetter::c.title).after(page.next).count() + 2, bea.letters.all().count());
  for (const char* const row : {"a", "b"}) {
    for (int number = 1; number <= 3; ++number) {
      PagedChair chair;
      chair.row = row;
      chair.number = number;
      chair.save_or_throw();
    }
  }
  std::string told;
  Page<PagedChair> chairs = PagedChair::page(4);
  for (const PagedChair& chair : chairs) told += chair.row + std::to_string(chair.number) + " ";
  chairs = PagedChair::all().after(chairs.next).page(4);
  for (const PagedChair& chair : chairs) told += chair.row + std::to_string(chair.number) + " ";
  EXPECT_EQ(told, "a1 a2 a3 b1 b2 b3 ");
}

TEST_P(Pages, LoadAlong) {
  const auto page = PagedLetter::where(PagedLetter::c.sender.is_not_null()).preload(PagedLetter::c.sender).page(4);
  EXPECT_QUERY_COUNT(0) {
    for (const PagedLetter& letter : page) EXPECT_FALSE(letter.sender->name.empty());
  }
  const auto shown = add_default_condition<PagedSender>([] { return PagedSender::c.name != "c"; });
  walk(PagedLetter::order(PagedLetter::c.sender(PagedSender::c.name)), 4);
}

TEST_P(Pages, ByName) {
  const AnyRelation letters = AnyRelation("PagedLetter").order({attr("weight").desc(), attr("sender.name")});
  AnyPage page = letters.page(20);
  EXPECT_EQ(letters.after(page.next.value()).page(20).size(), 3U);
  page = letters.before(letters.after(page.next.value()).page(20).previous.value()).page(5);
  EXPECT_EQ(page.size(), 5U);
}

TEST_P(Pages, AsJson) {
  const auto asked = [](const std::string& cursor) {
    return JsonQuery::parse(
        "PagedLetter",
        R"({"order": [{"by": "weight", "desc": true, "nulls": "last"}, "id"], "limit": 2, "select": ["id"])" + cursor +
            "}");
  };
  const std::string first = asked("").run_page();
  EXPECT_THAT(
      first,
      MatchesRegex(R"(\{"records":\[\{"id":[0-9]+\},\{"id":[0-9]+\}\],"next":"[A-Za-z0-9_-]+","previous":null\})"));
  const std::size_t at = first.find("\"next\":") + 7;
  const std::string next = first.substr(at, first.find(',', at) - at);
  const JsonQuery second = asked(", \"after\": " + next);
  EXPECT_EQ(second.run(), asked(", \"offset\": 2").run());
  EXPECT_EQ(second.count(), 23U) << "of all pages";
  EXPECT_EQ(second.where(attr("id") > 0).run(), second.run());
  EXPECT_EQ(asked(", \"after\": null").run_page(), first);
  EXPECT_THAT(second.run_page(), HasSubstr(R"("previous":")"));
  EXPECT_THAT(refusal([&] { return asked(R"(, "before": "x")").run(); }), HasSubstr("this text is no cursor"));
  EXPECT_THAT(refusal([&] { return asked(", \"offset\": 2").run_page(); }), HasSubstr("take limit(…) and offset(…)"));
  EXPECT_THAT(
      refusal([&] { return JsonQuery::parse("PagedLetter", R"({"select": {"n": {"count": "*"}}, "after": "x"})"); }),
      HasSubstr("a cursor is a place among records"));
}

TEST_P(Pages, AsJsonShowNoHiddenKey) {
  const QueryLimits limits{.visible = [](const ModelInfo&, std::string_view name) { return name != "id"; }};
  const auto query = JsonQuery::parse("PagedLetter", R"({"limit": 1, "select": ["title"]})", limits);
  EXPECT_NO_THROW(static_cast<void>(query.run()));
  EXPECT_THAT(refusal([&] { return query.run_page(); }), HasSubstr("cursors would show the key"));
}

TEST_P(Pages, RefuseOtherCursors) {
  const auto letters = PagedLetter::order(PagedLetter::c.title);
  const std::string cursor = letters.page(3).next.value();
  EXPECT_NO_THROW(static_cast<void>(letters.where(PagedLetter::c.weight > 1).after(cursor).load()));
  const auto other = HasSubstr("this cursor is of another query");
  EXPECT_THAT(refusal([&] { return PagedLetter::order(PagedLetter::c.title.desc()).after(cursor).load(); }), other);
  EXPECT_THAT(refusal([&] { return PagedLetter::order(PagedLetter::c.weight).after(cursor).load(); }), other);
  EXPECT_THAT(refusal([&] { return PagedLetter::all().before(cursor).count(); }), other);
  EXPECT_THAT(refusal([&] { return PagedChair::all().after(cursor).load(); }), other);
  std::string changed = cursor;
  changed[cursor.size() / 2] = changed[cursor.size() / 2] == 'A' ? 'B' : 'A';
  for (const std::string& text : {changed, cursor.substr(0, cursor.size() - 4), std::string("?"), std::string()})
    EXPECT_THAT(refusal([&] { return letters.after(text).load(); }), HasSubstr("this text is no cursor")) << text;
}

constexpr std::string_view letters64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string from_letters(std::string_view text) {
  std::string bytes;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char letter : text) {
    held = held << 6 | static_cast<std::uint32_t>(letters64.find(letter));
    if ((bits += 6) >= 8) bytes += static_cast<char>(held >> (bits -= 8));
  }
  return bytes;
}

std::string to_letters(std::string_view bytes) {
  std::string text;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char byte : bytes) {
    held = held << 8 | static_cast<unsigned char>(byte);
    for (bits += 8; bits >= 6;) text += letters64[held >> (bits -= 6) & 63];
  }
  if (bits > 0) text += letters64[held << (6 - bits) & 63];
  return text;
}

// The check of a text is known to all; what it says still has to be what the library writes.
std::string forged(const std::string& cursor, const std::string& json) {
  const std::string body = from_letters(cursor).substr(8, 8) + json;
  StableHash hash;
  hash.add(body);
  std::string head;
  for (int shift = 0; shift < 64; shift += 8) head += static_cast<char>(hash.value() >> shift);
  return to_letters(head + body);
}

TEST_P(Pages, RefuseForgedCursors) {
  const auto letters = PagedLetter::order(PagedLetter::c.title);
  const std::string cursor = letters.page(3).next.value();
  const std::string key = std::to_string(static_cast<int>(TypeKind::int64));
  const std::string title = std::to_string(static_cast<int>(TypeKind::text));
  const auto ask = [&](const std::string& json) { return letters.after(forged(cursor, json)).count(); };
  EXPECT_EQ(ask("[" + title + ",\"\"," + key + ",0]"), 23U) << "made as the library makes it";
  for (const char* json : {"{\"a\":1}", "1", "[]", "[100,{}]", "", "null", "[1,2,3,4,5,6]", "[-1,0,-1,0]",
                           "[\"x\",0,1,1]", "[[],[],[],[]]", "[99999999999999999999,0,1,1]"})
    EXPECT_THAT(refusal([&] { return ask(json); }), HasSubstr("this text is no cursor")) << json;
  EXPECT_THAT(refusal([&] { return ask("[" + key + ",{}," + key + ",0]"); }), HasSubstr("this text is no cursor"));
}

TEST_P(Pages, BeforeACursorCountFromTheFirstRowWhereAllAreWanted) {
  const auto all = PagedLetter::order(PagedLetter::c.id);
  const std::string cursor = all.page(20).next.value();
  std::vector<std::int64_t> seen;
  for (const PagedLetter& letter : all.before(cursor).each(4)) seen.push_back(letter.id);
  EXPECT_EQ(seen, ids(all.before(cursor).load()));
  EXPECT_EQ(seen.size(), 19U);
  EXPECT_EQ(all.before(cursor).select(PagedLetter::c.id).first(), seen.front());
  EXPECT_EQ(all.before(cursor).limit(3).select(PagedLetter::c.id).first(), seen[16]) << "of the three nearest";
  EXPECT_THAT(refusal([&] { return all.before(cursor).limit(3).left_join(PagedLetter::c.sender).load(); }),
              HasSubstr("can't be counted back from a cursor"));
  EXPECT_EQ(all.before(cursor).left_join(PagedLetter::c.sender).load().size(), 19U);
}

TEST_P(Pages, AreWalkedOnceByEach) {
  auto letters = PagedLetter::all().each(5);
  std::size_t seen = 0;
  for ([[maybe_unused]] PagedLetter& letter : letters) {
    if (++seen == 1) {
      EXPECT_THAT(refusal([&] { return letters.begin(); }), HasSubstr("call each() again for another loop"));
    }
  }
  EXPECT_EQ(seen, 23U);
}

// The model asks for a sender, and the table keeps rows without one.
TEST_P(Pages, HaveRowsWithoutTheReferenceThatTheModelAsksFor) {
  const auto by_sender = PagedNote::order(PagedNote::c.sender);
  for (const auto& order : {by_sender, PagedNote::order(PagedNote::c.sender.desc())}) {
    std::size_t seen = 0;
    for ([[maybe_unused]] const PagedNote& note : order.each(2)) ASSERT_LE(++seen, 23U);
    EXPECT_EQ(seen, 23U);
  }
  for (std::int64_t size = 1; size < 9; ++size) {
    Page<PagedNote> page = by_sender.page(size);
    std::size_t seen = page.size();
    while (page.next) {
      page = by_sender.after(page.next).page(size);
      seen += page.size();
      ASSERT_LE(seen, 23U);
    }
    EXPECT_EQ(seen, 23U);
  }
}

TEST_P(Pages, AreNotGoneByMerging) {
  const std::string cursor = PagedLetter::page(5).next.value();
  EXPECT_THAT(
      refusal([&] { return PagedLetter::where(PagedLetter::c.urgent).merge(PagedLetter::all().after(cursor)); }),
      HasSubstr("merge() takes no cursor over"));
}

TEST_P(Pages, RefuseWhatHasNoPlace) {
  EXPECT_THAT(refusal([] { return PagedLetter::order(random()).page(3); }), HasSubstr("differs from query to query"));
  EXPECT_THAT(refusal([] { return PagedLetter::order(OrderTerm{sql("title")}).page(3); }),
              HasSubstr("SQL of your own"));
  EXPECT_THAT(refusal([] { return PagedLetter::page(0); }), HasSubstr("page(0) makes no sense"));
  EXPECT_THAT(refusal([] { return PagedLetter::page(std::numeric_limits<std::int64_t>::max()); }),
              HasSubstr("makes no sense"));
  EXPECT_THAT(refusal([] { return PagedLetter::limit(3).page(3); }), HasSubstr("take limit(…) and offset(…) away"));
  EXPECT_THAT(refusal([] { return PagedLetter::all().union_all(PagedLetter::all()).page(3); }),
              HasSubstr("can't be paged"));
  EXPECT_THAT(refusal([] { return PagedLetter::all().distinct_on(PagedLetter::c.title).page(3); }),
              HasSubstr("page through as_table() of it"));
  EXPECT_EQ(
      PagedLetter::where(PagedLetter::c.id < 4).union_with(PagedLetter::where(PagedLetter::c.id < 6)).page(4).size(),
      4U);
}

INSTANTIATE_TEST_SUITE_P(Databases, Pages, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
