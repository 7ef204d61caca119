// What a page or another program sends: queries, cursors, nested writes.
#include <cstdint>
#include <optional>
#include <string>

#include "fuzz/targets.hpp"
#include "rowan/rowan.hpp"

namespace fuzzed {

class Page;

class Shelf : public rowan::Model<Shelf> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Page> pages;

  ROWAN_MODEL(Shelf, (), (id, name, pages))
};

class Page : public rowan::Model<Page> {
 public:
  std::int64_t id{};
  std::string title;
  std::optional<std::int32_t> number;
  rowan::Decimal price;
  std::optional<rowan::Instant> printed;
  rowan::Json notes;
  rowan::BelongsTo<Shelf> shelf;

  ROWAN_MODEL(Page, (), (id, title, number, price, printed, notes, shelf))
  static void configure(rowan::ModelBuilder<Page>& m) {
    m.belongs_to(&Page::shelf).optional();
    m.attribute(&Page::price).precision(12, 2);
  }
};

}  // namespace fuzzed
ROWAN_REGISTER_MODEL(fuzzed::Shelf)
ROWAN_REGISTER_MODEL(fuzzed::Page)

namespace rowan::fuzz {
namespace {

using fuzzed::Page;
using fuzzed::Shelf;

// With three rows, in SQLite: it prepares every statement, and so refuses what is no SQL.
Database& few_rows() {
  static Database db = [] {
    Database made = connect("sqlite::memory:");
    made.create_tables<Shelf, Page>();
    const Shelf shelf = Shelf::create(Shelf::c.name = "one");
    for (const char* title : {"a", "b", "é"}) Page::create(Page::c.title = title, Page::c.shelf = shelf);
    return made;
  }();
  return db;
}

bool ask(std::string_view text) {
  static_cast<void>(few_rows());
  return may_refuse([&] {
    const JsonQuery query = JsonQuery::parse("Page", text, {.levels = 20, .parts = 200});
    try {
      require(Json(query.run()).text().starts_with('['), "an answer is no list");
    } catch (const StatementError& error) {
      throw Finding(std::string("a query was taken that the database refuses: ") + error.what());
    }
  });
}

auto in_order() {
  static_cast<void>(few_rows());
  return Page::all().order(Page::c.title, Page::c.number.desc(), Page::c.printed);
}

bool turn_page(std::string_view text) {
  const auto rows = in_order();
  static_cast<void>(may_refuse([&] { static_cast<void>(rows.before(std::string(text)).page(2)); }));
  return may_refuse([&] { require(rows.after(std::string(text)).count() <= 3, "a cursor makes rows"); });
}

bool assign(std::string_view text) {
  static_cast<void>(few_rows());
  Page page;
  page.title = "as it was";
  const std::string before = page.to_json();
  try {
    page.assign_json(std::string(text));
  } catch (const Error&) {
    require(page.to_json() == before, "a refused assignment left something");
    return false;
  }
  static_cast<void>(may_refuse([&] { static_cast<void>(page.save()); }));
  Page::where(Page::c.id > 3).delete_all();
  return true;
}

// All that is written goes back.
bool write_nested(std::string_view text) {
  struct Undo {};
  bool taken = false;
  using enum NestedOperation;
  const Permit permit =
      Permit({"name"}).nested("pages", Permit({"title", "number", "price", "notes"}),
                              {create, connect, connect_or_create, disconnect, set, update, upsert, remove});
  try {
    few_rows().transaction([&] {
      Shelf shelf = Shelf::first().value();
      try {
        taken = static_cast<bool>(write_json(shelf, std::string(text), permit));
      } catch (const Error&) {
      }
      require(Page::where(Page::c.shelf != shelf.id).count() == 0, "a page of somebody else was moved");
      throw Undo();
    });
  } catch (const Undo&) {
  }
  return taken;
}

std::vector<std::string> query_seeds() {
  return {
      R"({"where": {"title": {"contains": "a"}, "shelf.name": "one", "or": [{"number": null}, {"id": [1, 2]}]}})",
      R"({"select": {"n": {"count": "*"}, "t": {"lower": "title"}}, "group": ["title"], "order": ["-title"], "limit": 5})",
      R"({"include": {"shelf": {"include": {"pages": {"limit": 2, "order": ["-title"]}}}}, "offset": 1, "limit": 2})",
      R"({"where": {"this": {"json_text": {"json_member": ["notes", {"value": "a"}]}}, "eq": "x"}, "distinct": true})",
      R"({"where": {"this": {"add_days": ["printed", {"value": 3}]}, "gt": {"now": []}}})",
      R"({"select": {"r": {"rank": [], "over": {"partition": ["shelf"], "order": ["price"]}}}})"};
}
std::vector<std::string> cursor_seeds() {
  std::vector<std::string> seeds;
  for (std::int64_t size = 1; size < 3; ++size) seeds.push_back(in_order().page(size).next.value());
  return seeds;
}
std::vector<std::string> record_seeds() {
  return {
      R"({"title": "x", "number": 5, "price": "12.50", "printed": "2026-11-21T20:59:56Z", "notes": {"a": [1]}, "shelf": 1})",
      R"({"number": null, "price": 3, "notes": null})"};
}

std::vector<std::string> nested_seeds() {
  return {
      R"({"name": "x", "pages": {"create": [{"title": "n", "price": "1.50"}], "update": [{"where": {"id": 1}, "data": {"number": 5}}]}})",
      R"({"pages": {"delete": {"id": 2}, "disconnect": [{"id": 3}], "connect": {"id": 1}}})",
      R"({"pages": {"connect_or_create": [{"where": {"id": 2}, "create": {"title": "m"}}]}})"};
}

}  // namespace

const Target json_queries{"json_queries", ask, query_seeds};
const Target cursors{"cursors", turn_page, cursor_seeds};
const Target records{"records", assign, record_seeds};
const Target nested_writes{"nested_writes", write_nested, nested_seeds};

}  // namespace rowan::fuzz
