// The tables of diesel_bench, Diesel's own benchmark, as its description has them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "rowan/rowan.hpp"

namespace bench::diesel {

class Post;
class Comment;

class User : public rowan::Model<User> {
 public:
  std::int64_t id{};
  std::string name;
  std::optional<std::string> hair_color;
  rowan::HasMany<Post> posts;

  ROWAN_MODEL(User, (), (id, name, hair_color, posts))
  static void configure(rowan::ModelBuilder<User>& m) { m.table("diesel_users"); }
};

class Post : public rowan::Model<Post> {
 public:
  std::int64_t id{};
  std::string title;
  std::optional<std::string> body;
  rowan::BelongsTo<User> user;
  rowan::HasMany<Comment> comments;

  ROWAN_MODEL(Post, (), (id, title, body, user, comments))
  static void configure(rowan::ModelBuilder<Post>& m) { m.table("diesel_posts"); }
};

class Comment : public rowan::Model<Comment> {
 public:
  std::int64_t id{};
  std::string text;
  rowan::BelongsTo<Post> post;

  ROWAN_MODEL(Comment, (), (id, text, post))
  static void configure(rowan::ModelBuilder<Comment>& m) { m.table("diesel_comments"); }
};

}  // namespace bench::diesel
