// diesel_bench's work with SQLite's C API alone.
#pragma once

#include <cstddef>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "plain_rows.hpp"
#include "sqlite/diesel_plain.hpp"
#include "sqlite/raw_sqlite.hpp"

namespace bench::diesel {

using sqlite::RawDatabase;
using sqlite::RawStatement;

inline void read(const RawStatement& row, PlainUser& out) {
  row.read(0, out.id);
  row.read(1, out.name);
  row.read(2, out.hair_color);
}
inline void read_post(const RawStatement& row, int first, PlainPost& out) {
  row.read(first, out.id);
  row.read(first + 1, out.title);
  row.read(first + 2, out.body);
  row.read(first + 3, out.user_id);
}
inline void read(const RawStatement& row, UserAndPost& out) {
  read(row, out.user);
  if (!row.is_null(3)) read_post(row, 3, out.post.emplace());
}
inline void read(const RawStatement& row, PostAndComments& out) { read_post(row, 0, out.post); }
inline void read(const RawStatement& row, UserAndPosts& out) { read(row, out.user); }
inline void read(const RawStatement& row, PlainComment& out) {
  row.read(0, out.id);
  row.read(1, out.text);
  row.read(2, out.post_id);
}

/// Each statement is prepared once.
class ByHand {
 public:
  explicit ByHand(const RawDatabase& database)
      : users_(database, select_users),
        joined_(database, select_joined),
        posts_(database, select_posts + ("(" + placeholders(with_posts) + ")")),
        comments_(database, select_comments + ("(" + placeholders(with_posts * posts_of_each) + ")")) {}

  std::vector<PlainUser> users() { return scan_into_vector<PlainUser>(users_); }
  std::vector<UserAndPost> joined() { return scan_into_vector<UserAndPost>(joined_); }

  /// Of the first hundred users.
  std::vector<UserAndPosts> associations() {
    auto all = scan_into_vector<UserAndPosts>(users_);
    std::unordered_map<std::int64_t, std::size_t> users;
    for (std::size_t i = 0; i < all.size(); ++i) {
      posts_.bind(static_cast<int>(i), all[i].user.id);
      users.emplace(all[i].user.id, i);
    }
    std::unordered_map<std::int64_t, std::pair<std::size_t, std::size_t>> posts;
    int bound = 0;
    while (posts_.step()) {
      PostAndComments post;
      read(posts_, post);
      const std::size_t owner = users.at(post.post.user_id);
      comments_.bind(bound++, post.post.id);
      posts.emplace(post.post.id, std::pair(owner, all[owner].posts.size()));
      all[owner].posts.push_back(std::move(post));
    }
    posts_.reset();
    while (comments_.step()) {
      PlainComment comment;
      read(comments_, comment);
      const auto [user, post] = posts.at(comment.post_id);
      all[user].posts[post].comments.push_back(std::move(comment));
    }
    comments_.reset();
    return all;
  }

 private:
  RawStatement users_, joined_, posts_, comments_;
};

/// One statement for so many users.
class InsertByHand {
 public:
  InsertByHand(const RawDatabase& database, std::size_t count) : statement_(database, text_for(count)) {}
  void run(const std::vector<PlainUser>& users) {
    int index = 0;
    for (const PlainUser& user : users) {
      statement_.bind(index++, user.name);
      statement_.bind(index++, *user.hair_color);
    }
    statement_.run();
  }

 private:
  static std::string text_for(std::size_t count) {
    std::string sql = "INSERT INTO diesel_users (name, hair_color) VALUES (?, ?)";
    for (std::size_t i = 1; i < count; ++i) sql += ", (?, ?)";
    return sql;
  }
  RawStatement statement_;
};

}  // namespace bench::diesel
