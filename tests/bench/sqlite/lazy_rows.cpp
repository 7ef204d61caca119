// Three levels, 100 x 10 x 10, walked lazily, beside three statements by hand and a map per level.
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "lazy_walks.hpp"
#include "sqlite/rows.hpp"

namespace bench::sqlite {
namespace {

std::string placeholders(std::int64_t count) {
  std::string list = "?";
  for (std::int64_t i = 1; i < count; ++i) list += ", ?";
  return list;
}

/// Prepared once each; the keys of one level are bound to the statement of the next.
class ByHand {
 public:
  explicit ByHand(const RawDatabase& database)
      : authors_(database, "SELECT id, name FROM authors"),
        posts_(database, "SELECT id, title, author_id FROM posts WHERE author_id IN (" + placeholders(authors) + ")"),
        comments_(database, "SELECT id, body, post_id FROM comments WHERE post_id IN (" +
                                placeholders(authors * posts_each) + ")") {}

  template <class Walk>
  std::uint64_t walk(Walk walk) {
    std::vector<PlainAuthor> people;
    while (authors_.step()) read(authors_, people.emplace_back());
    authors_.reset();
    std::unordered_map<std::int64_t, std::vector<PlainPost>> posts;
    std::vector<std::int64_t> keys;
    int index = 0;
    for (const PlainAuthor& author : people) posts_.bind(++index, author.id);
    while (posts_.step()) {
      PlainPost post;
      read(posts_, post);
      keys.push_back(post.id);
      posts[post.author_id].push_back(std::move(post));
    }
    posts_.reset();
    std::unordered_map<std::int64_t, std::vector<PlainComment>> comments;
    index = 0;
    for (const std::int64_t key : keys) comments_.bind(++index, key);
    comments.reserve(keys.size());
    while (comments_.step()) {
      PlainComment comment;
      read(comments_, comment);
      comments[comment.post_id].push_back(std::move(comment));
    }
    comments_.reset();
    return walk(people, posts, comments);
  }

 private:
  static void read(const RawStatement& row, PlainAuthor& out) {
    row.read(0, out.id);
    row.read(1, out.name);
  }
  static void read(const RawStatement& row, PlainPost& out) {
    row.read(0, out.id);
    row.read(1, out.title);
    row.read(2, out.author_id);
  }
  static void read(const RawStatement& row, PlainComment& out) {
    row.read(0, out.id);
    row.read(1, out.body);
    row.read(2, out.post_id);
  }
  RawStatement authors_, posts_, comments_;
};

template <class Walk>
Side by_hand(const std::shared_ptr<ByHand>& statements, Walk walk) {
  return [statements, walk](Round& round) {
    round.start();
    for (std::size_t i = 0; i < round.amount; ++i) round.check += statements->walk(walk);
    round.stop();
  };
}

Comparison row(const char* name, Side ours, Side raw) {
  Comparison made;
  made.name = name;
  made.limit = 1.25;
  made.rows = static_cast<std::size_t>(authors * (1 + posts_each * (1 + comments_each)));
  made.ours = std::move(ours);
  made.raw = {std::move(raw)};
  return made;
}

}  // namespace

std::vector<Comparison> lazy_rows(Fixture& fixture) {
  const auto statements = std::make_shared<ByHand>(fixture.raw());
  return {row("three levels lazily, by reference", lazily(by_reference), by_hand(statements, walk_references)),
          row("three levels lazily, by value", lazily(by_value), by_hand(statements, walk_values)),
          row("three levels lazily, by index", lazily(by_index), by_hand(statements, walk_references))};
}

}  // namespace bench::sqlite
