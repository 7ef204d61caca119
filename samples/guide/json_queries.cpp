// The code of docs/guide/json-queries.md, checked as it runs.
#include <cstdio>
#include <string>
#include <string_view>

#include "expect.hpp"
#include "library.hpp"

using namespace library;

namespace {

std::string books_for(std::string_view body) {
  // [snippet: serve]
  auto query = rowan::JsonQuery::parse("Book", body);     // throws QueryError or InvalidValue: answer 400 with what()
  query = query.where(rowan::attr("available") == true);  // what the program itself demands
  std::string json = query.run();                         // [{"title":"Solaris"}, …]
  std::uint64_t all_pages = query.count();                // without limit and offset
  // [end]
  expect(all_pages > 0);
  return json;
}

void pages() {
  // [snippet: page]
  auto books = rowan::JsonQuery::parse("Book", R"({"order": ["-loans"], "limit": 2, "after": null})");
  std::string answer = books.run_page();
  // [end]
  expect(answer.find("\"next\":\"") != std::string::npos);
}

void limits() {
  // [snippet: limits]
  rowan::QueryLimits limits;
  limits.rows = 50;  // "limit": 51 is refused
  limits.associations = 2;
  limits.visible = [](const rowan::ModelInfo& model, std::string_view name) {
    return model.name != "Reader" || name != "email";
  };
  auto readers = rowan::JsonQuery::parse("Reader", R"({"order": ["name"]})", limits);
  // [end]
  expect(readers.run().find("email") == std::string::npos);
}

void conditions() {
  // [snippet: condition]
  const rowan::ModelInfo& model = rowan::registry().model("Book");
  auto lent = Book::where(rowan::condition_from_json(model, R"({"loans": {"gt": 10}})"));
  std::string json = rowan::condition_to_json(model, Book::c.loans > 10);  // {"loans":{"gt":10}}
  // [end]
  expect(lent.count() == 2);
  expect(json == R"({"loans":{"gt":10}})");
}

void shapes() {
  Book book = *Book::find_by(Book::c.title == "Solaris");
  // [snippet: shape]
  std::string json = rowan::to_json(
      book, rowan::JsonShape{.except = {"created_at", "updated_at"}, .include = {{"author", {.only = {"name"}}}}});
  // [end]
  expect(json.find(R"("author":{"name":"Stanisław Lem"})") != std::string::npos);
}

}  // namespace

int main() {
  auto db = rowan::connect("sqlite::memory:");
  fill(db);
  const std::string one = books_for(R"({
    "where": {"loans": {"gt": 10}, "author.born": {"lt": 1930}},
    "order": ["-loans", "title"],
    "limit": 20,
    "select": ["title"],
    "include": {"author": {"select": ["name"]}}
  })");
  std::puts(one.c_str());
  pages();
  limits();
  conditions();
  shapes();
}
