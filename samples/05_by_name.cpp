// By name: for a served API, an import or a form. The metadata of every model is available at run time.
#include <fmt/format.h>
#include <rowan/rowan.hpp>

// [snippet: model]
enum class Status { draft, published };
ROWAN_ENUM(Status, draft, published)

class Article : public rowan::Model<Article>, public rowan::Timestamps {
 public:
  std::int64_t id{};
  std::string title;
  Status status{};
  std::optional<double> rating;

  ROWAN_MODEL(Article, (rowan::Timestamps), (id, title, status, rating))
};
ROWAN_REGISTER_MODEL(Article)
// [end]

int main() {
  auto db = rowan::connect("sqlite::memory:");
  db.create_tables(rowan::registry().models());  // of all models

  // [snippet: metadata]
  const rowan::ModelInfo& model = rowan::registry().model("Article");
  fmt::print("{} is kept in {}:\n", model.name, model.table);
  for (const rowan::AttributeInfo& attribute : model.attributes) {
    fmt::print("  {}{}\n", attribute.name, attribute.nullable ? ", may be missing" : "");
  }
  // [end]

  // [snippet: get-set]
  Article article;
  article.set("title", "Rowan");
  article.set("status", "published");
  article.save_or_throw();
  fmt::print("{} is {}, rated {}\n", article.get("title").to_string(), article.get("status").to_string(),
             article.get("rating").to_string());
  // [end]

  // [snippet: json]
  article.assign_json(R"({"title": "Rowan, the tree", "rating": 4.5})");
  for (const rowan::Change& change : article.changes())
    fmt::print("{} = {}\n", change.attribute, change.after.to_string());
  article.save_or_throw();
  // [end]

  // [snippet: query]
  std::string column = "rating", direction = "desc";  // from a request, say
  auto order = direction == "desc" ? rowan::attr(column).desc() : rowan::attr(column).asc();
  for (Article& good : Article::where(rowan::attr("rating") > 4.0).order(order)) fmt::print("good: {}\n", good.title);
  // [end]

  // [snippet: mistakes]
  try {
    article.set("titel", "?");
  } catch (const rowan::QueryError& error) {
    fmt::print("{}\n", error.what());
  }
  try {
    article.set("status", "lost");
  } catch (const rowan::InvalidValue& error) {
    fmt::print("{}\n", error.what());
  }
  // [end]
}
