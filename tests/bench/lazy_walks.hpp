// The three levels walked lazily: the loops of a user, with no preload in sight, and the same loops over plain structs.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "measure.hpp"
#include "plain_rows.hpp"

namespace bench {

// In the default database.
std::uint64_t by_reference();
std::uint64_t by_value();
std::uint64_t by_index();

/// Our side: each walk may take three statements. @throws std::runtime_error when it takes another number.
Side lazily(std::uint64_t (*walk)());

template <class Person, class Item, class Remark>
std::uint64_t sum_of(const Person& author, const Item& post, const Remark& comment) {
  return static_cast<std::uint64_t>(author.id * 3 + post.id * 5 + comment.id) + comment.body.size();
}

// What the C API loaded, in maps by the owner's key.
inline constexpr auto walk_references = [](auto& people, auto& posts, auto& comments) {
  std::uint64_t sum = 0;
  for (const PlainAuthor& author : people) {
    for (const PlainPost& post : posts[author.id]) {
      for (const PlainComment& comment : comments[post.id]) sum += sum_of(author, post, comment);
    }
  }
  return sum;
};

inline constexpr auto walk_values = [](auto& people, auto& posts, auto& comments) {
  std::uint64_t sum = 0;
  // The copies are what this walk is about.
  for (PlainAuthor author : people) {          // NOLINT(performance-for-range-copy)
    for (PlainPost post : posts[author.id]) {  // NOLINT(performance-for-range-copy)
      for (PlainComment comment : comments[post.id])
        sum += sum_of(author, post, comment);  // NOLINT(performance-for-range-copy)
    }
  }
  return sum;
};

/// Three statements and a map per level. `levels.authors(take)`, `levels.posts(keys, take)` and `levels.comments(keys,
/// take)` hand each row to `take`: the keys are those of the level above.
template <class Levels, class Walk>
std::uint64_t walk_levels(Levels& levels, Walk walk) {
  std::vector<PlainAuthor> people;
  std::unordered_map<std::int64_t, std::vector<PlainPost>> posts;
  std::unordered_map<std::int64_t, std::vector<PlainComment>> comments;
  std::vector<std::int64_t> of_authors, of_posts;
  levels.authors([&](const auto& row) {
    read(row, people.emplace_back());
    of_authors.push_back(people.back().id);
  });
  levels.posts(of_authors, [&](const auto& row) {
    PlainPost post;
    read(row, post);
    of_posts.push_back(post.id);
    posts[post.author_id].push_back(std::move(post));
  });
  comments.reserve(of_posts.size());
  levels.comments(of_posts, [&](const auto& row) {
    PlainComment comment;
    read(row, comment);
    comments[comment.post_id].push_back(std::move(comment));
  });
  return walk(people, posts, comments);
}

}  // namespace bench
