// Torn and mixed up, JSON is read or refused by a typed error; what is read can be written and read again.
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <string_view>

#include "golden/blog_models.hpp"
#include "golden/sql_text.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/query_json.hpp"

namespace rowan {
namespace {

using golden::blog;

constexpr std::array<std::string_view, 7> whole{
    R"({"title": "x", "id": [1, 2], "or": [{"views": {"gt": 5, "le": 1.5e3}}, {"not": {"title": null}}]})",
    R"({"comments": {"some": {"id": 1}, "none": true}, "author": {"is": {"id": {"between": [1, 2]}}}})",
    R"({"this": {"coalesce": ["title", {"value": "é\u00e9\"", "type": "text"}]}, "icontains": "%_\\"})",
    R"({"this": {"count": "*", "of": "comments", "where": {"id": {"ne": 4}}}, "ge": 2})",
    R"({"this": {"case": [[{"id": 1}, 5], [true, {"+": ["id", 2]}]], "else": {"sum": "id"}}, "in": [1, 2]})",
    R"({"this": {"if": {"id": 1}}, "eq": {"if": {"and": []}}, "ne": {"lower": {"if": true}}})",
    R"({"and": [], "id": {"eq": {"attribute": "author.id"}}, "not": {"and": {"id": {"null": false}}}})"};

class Mutation {
 public:
  explicit Mutation(std::uint32_t seed) : random_(seed) {}

  std::string next() {
    std::string text(whole[below(whole.size())]);
    for (std::size_t changes = below(4); changes > 0; --changes) change(text);
    return text;
  }

 private:
  std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_); }

  // A piece goes, is doubled, gives way to one of another text, or to a byte.
  void change(std::string& text) {
    if (text.empty()) return;
    const std::size_t at = below(text.size()), length = 1 + below(12);
    const std::string_view other = whole[below(whole.size())];
    switch (below(4)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(at, text.substr(at, length));
        break;
      case 2:
        text.replace(at, length, other.substr(below(other.size()), length));
        break;
      default:
        text[at] = static_cast<char>(below(256));
    }
  }

  std::mt19937 random_;
};

TEST(JsonMutationTest, IsReadOrRefused) {
  constexpr std::uint32_t seed = 2026;
  Mutation mutation(seed);
  int read = 0;
  for (int i = 0; i < 10000; ++i) {
    const std::string text = mutation.next();
    SCOPED_TRACE(text);
    try {
      const Expr condition = condition_from_json(blog().post, text);
      const std::string written = condition_to_json(blog().post, condition);
      EXPECT_EQ(
          condition_to_json(blog().post, condition_from_json(blog().post, written, {.levels = 64, .parts = 1000})),
          written);
      static_cast<void>(golden::where_text(blog().post, condition));
      ++read;
    } catch (const QueryError&) {
    } catch (const InvalidValue&) {
    }
  }
  EXPECT_GT(read, 700) << "most are refused: nothing is shown of what is read";
}

}  // namespace
}  // namespace rowan
