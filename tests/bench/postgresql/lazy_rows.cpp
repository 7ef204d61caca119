// Three levels, 100 x 10 x 10, walked lazily, beside three statements by hand and a map per level.
#include "lazy_walks.hpp"

#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "postgresql/raw_postgresql.hpp"
#include "postgresql/rows.hpp"

namespace bench::postgresql {
namespace {

constexpr Oid int8_array = 1016;

/// As the wire has an array of one dimension without NULLs.
std::string array_of(const std::vector<std::int64_t>& keys) {
  std::string out;
  append_length(out, 1);
  append_length(out, 0);
  append_length(out, int8);
  append_length(out, keys.size());
  append_length(out, 1);
  for (const std::int64_t key : keys) append_field(out, static_cast<std::uint64_t>(key));
  return out;
}

/// The keys of one level are the array of the statement of the next.
class ByHand {
 public:
  explicit ByHand(const RawDatabase& database)
      : authors_(database, "SELECT id, name FROM authors", {}),
        posts_(database, "SELECT id, title, author_id FROM posts WHERE author_id = ANY($1)", {int8_array}),
        comments_(database, "SELECT id, body, post_id FROM comments WHERE post_id = ANY($1)", {int8_array}) {}

  std::uint64_t walk() {
    std::vector<std::int64_t> keys;
    std::vector<PlainAuthor> people;
    each(authors_, [&](const PGresult* rows, int row) {
      auto& author = people.emplace_back();
      read(rows, row, 0, author.id);
      read(rows, row, 1, author.name);
      keys.push_back(author.id);
    });
    std::unordered_map<std::int64_t, std::vector<PlainPost>> posts;
    const std::string of_authors = array_of(std::exchange(keys, {}));
    posts_.bind(0, of_authors);
    each(posts_, [&](const PGresult* rows, int row) {
      PlainPost post;
      read(rows, row, 0, post.id);
      read(rows, row, 1, post.title);
      read(rows, row, 2, post.author_id);
      keys.push_back(post.id);
      posts[post.author_id].push_back(std::move(post));
    });
    std::unordered_map<std::int64_t, std::vector<PlainComment>> comments;
    comments.reserve(keys.size());
    const std::string of_posts = array_of(keys);
    comments_.bind(0, of_posts);
    each(comments_, [&](const PGresult* rows, int row) {
      PlainComment comment;
      read(rows, row, 0, comment.id);
      read(rows, row, 1, comment.body);
      read(rows, row, 2, comment.post_id);
      comments[comment.post_id].push_back(std::move(comment));
    });
    return walk_references(people, posts, comments);
  }

 private:
  template <class Row>
  static void each(const RawStatement& statement, Row row) {
    const Rows rows = statement.execute();
    const int count = PQntuples(rows.get());
    for (int i = 0; i < count; ++i) row(rows.get(), i);
  }
  RawStatement authors_, posts_, comments_;
};

}  // namespace

std::vector<Comparison> lazy_rows(Fixture& fixture) {
  const auto statements = std::make_shared<ByHand>(fixture.raw());
  Comparison row;
  row.name = "three levels lazily, by reference";
  row.limit = 1.2;
  row.rows = static_cast<std::size_t>(authors * (1 + posts_each * (1 + comments_each)));
  row.ours = lazily(by_reference);
  row.raw = {[statements](Round& round) {
    round.start();
    for (std::size_t i = 0; i < round.amount; ++i) round.check += statements->walk();
    round.stop();
  }};
  return {row};
}

}  // namespace bench::postgresql
