// The code of docs/guide/associations.md on counter caches.
#include <string>

#include <rowan/rowan.hpp>

#include "expect.hpp"

// [snippet: models]
class Comment;

class Post : public rowan::Model<Post> {
 public:
  std::int64_t id{};
  std::string title;
  std::int64_t comments_count{};
  rowan::HasMany<Comment> comments;

  ROWAN_MODEL(Post, (), (id, title, comments_count, comments))
};

class Comment : public rowan::Model<Comment> {
 public:
  std::int64_t id{};
  std::string body;
  rowan::BelongsTo<Post> post;

  ROWAN_MODEL(Comment, (), (id, body, post))
  static void configure(rowan::ModelBuilder<Comment>& m) {
    m.belongs_to(&Comment::post).counter_cache();  // in Post::comments_count
  }
};
// [end]
ROWAN_REGISTER_MODEL(Post)
ROWAN_REGISTER_MODEL(Comment)

int main() {
  rowan::Database db = rowan::connect("sqlite::memory:");
  db.create_tables<Post, Comment>();

  // [snippet: use]
  Post post = Post::create({{"title", "Rowans in June"}});
  Comment& first = post.comments.create({{"body", "Lovely"}});
  bool same = post.comments_count == 1 && !post.changed();  // the owner at hand counts along
  std::uint64_t number = post.comments.counted();           // 1, and no query

  Post other = Post::create({{"title", "Rowans in May"}});
  first.post = other;
  first.save_or_throw();  // 0 for the old one, 1 for the new one, in one transaction

  std::uint64_t wrong = Post::reset_counters(Post::c.comments, {post.id});  // counts, and corrects what is wrong
  // [end]
  expect(same && number == 1 && wrong == 0);
  expect(Post::find(post.id).comments_count == 0 && Post::find(other.id).comments_count == 1);
}
