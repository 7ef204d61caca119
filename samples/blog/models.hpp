// A blog: users write posts, posts carry tags, readers comment and answer each other.
#pragma once

#include <rowan/rowan.hpp>

namespace blog {

class Comment;
class Post;
class Tag;

enum class Status { draft, published };

}  // namespace blog

ROWAN_ENUM(blog::Status, draft, published)

namespace blog {

class User : public rowan::Model<User>, public rowan::Timestamps {
 public:
  std::int64_t id{};
  std::string name;
  std::string email;
  rowan::HasMany<Post> posts;

  ROWAN_MODEL(User, (rowan::Timestamps), (id, name, email, posts))
  static void configure(rowan::ModelBuilder<User>& m);
};

// [snippet: post]
class Post : public rowan::Model<Post>, public rowan::Timestamps {
 public:
  std::int64_t id{};
  std::string title;
  std::string slug;
  std::string body;
  Status status{};
  rowan::BelongsTo<User> author;
  rowan::HasMany<Comment> comments;
  rowan::ManyToMany<Tag> tags;

  ROWAN_MODEL(Post, (rowan::Timestamps), (id, title, slug, body, status, author, comments, tags))
  static void configure(rowan::ModelBuilder<Post>& m);

 private:
  void make_slug();
};
// [end]

class Comment : public rowan::Model<Comment>, public rowan::Timestamps {
 public:
  std::int64_t id{};
  std::string name;
  std::string body;
  rowan::BelongsTo<Post> post;
  rowan::BelongsTo<Comment> answered;  // the comment this one answers, if any
  rowan::HasMany<Comment> answers;

  ROWAN_MODEL(Comment, (rowan::Timestamps), (id, name, body, post, answered, answers))
  static void configure(rowan::ModelBuilder<Comment>& m);
};

class Tag : public rowan::Model<Tag> {
 public:
  std::int64_t id{};
  std::string label;
  rowan::ManyToMany<Post> posts;

  ROWAN_MODEL(Tag, (), (id, label, posts))
  static void configure(rowan::ModelBuilder<Tag>& m);
};

}  // namespace blog
