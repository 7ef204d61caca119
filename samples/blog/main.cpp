// Fills a small blog and prints its pages, with the number of SQL statements each took.
#include <fmt/format.h>

#include "models.hpp"
#include "pages.hpp"
#include "seeds.hpp"

namespace {

template <class Page>
void show(const char* title, Page page) {
  fmt::print("== {}\n", title);
  const auto before = rowan::statements_executed();
  page();
  fmt::print("-- {} statements\n\n", rowan::statements_executed() - before);
}

void tidy_up() {
  blog::User twin;
  twin.name = "Ben";
  twin.email = "ben@example.com";
  if (auto saved = twin.save(); !saved) fmt::print("no second Ben: {}\n", saved.errors().to_string());

  auto ann = blog::User::where(blog::User::c.name == "Ann").sole();
  if (auto gone = ann.destroy(); !gone) fmt::print("Ann stays: {}\n", gone.errors().to_string());

  blog::Post& first = ann.posts[0];
  if (first.destroy()) fmt::print("\"{}\" is gone, {} comments are left\n", first.title, blog::Comment::count());
}

}  // namespace

int main(int argc, char** argv) {
  auto db = rowan::connect(argc > 1 ? argv[1] : "sqlite::memory:");
  db.create_tables<blog::User, blog::Post, blog::Comment, blog::Tag>();
  db.transaction(blog::plant_seeds);

  show("The blog", blog::front_page);
  show("A post", [] { blog::post_page("rowans-in-winter"); });
  show("Tags", blog::tag_page);
  show("Tidying up", tidy_up);
}
