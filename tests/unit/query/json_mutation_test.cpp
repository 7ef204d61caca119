// Torn and mixed up, JSON is read or refused by a typed error; what is read can be written and read again.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "golden/blog_models.hpp"
#include "golden/sql_text.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/query_json.hpp"
#include "support/mutation.hpp"

namespace rowan {
namespace {

using golden::blog;

const std::vector<std::string> whole{
    R"({"title": "x", "id": [1, 2], "or": [{"views": {"gt": 5, "le": 1.5e3}}, {"not": {"title": null}}]})",
    R"({"comments": {"some": {"id": 1}, "none": true}, "author": {"is": {"id": {"between": [1, 2]}}}})",
    R"({"this": {"coalesce": ["title", {"value": "é\u00e9\"", "type": "text"}]}, "icontains": "%_\\"})",
    R"({"this": {"count": "*", "of": "comments", "where": {"id": {"ne": 4}}}, "ge": 2})",
    R"({"this": {"case": [[{"id": 1}, 5], [true, {"+": ["id", 2]}]], "else": {"sum": "id"}}, "in": [1, 2]})",
    R"({"this": {"if": {"id": 1}}, "eq": {"if": {"and": []}}, "ne": {"lower": {"if": true}}})",
    R"({"and": [], "id": {"eq": {"attribute": "author.id"}}, "not": {"and": {"id": {"null": false}}}})"};

TEST(JsonMutationTest, IsReadOrRefused) {
  constexpr std::uint32_t seed = 2026;
  testing::Mutation mutation(whole, seed);
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
