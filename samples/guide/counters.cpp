// The code of docs/guide/associations.md on counter caches and touching.
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
// [snippet: touch-models]
class Book : public rowan::Model<Book>, public rowan::Timestamps {
 public:
  std::int64_t id{};
  std::string title;

  ROWAN_MODEL(Book, (rowan::Timestamps), (id, title))
};

class Chapter : public rowan::Model<Chapter> {
 public:
  std::int64_t id{};
  std::string heading;
  rowan::BelongsTo<Book> book;

  ROWAN_MODEL(Chapter, (), (id, heading, book))
  static void configure(rowan::ModelBuilder<Chapter>& m) { m.belongs_to(&Chapter::book).touch(); }
};
// [end]
ROWAN_REGISTER_MODEL(Post)
ROWAN_REGISTER_MODEL(Book)
ROWAN_REGISTER_MODEL(Chapter)
ROWAN_REGISTER_MODEL(Comment)

int main() {
  rowan::Database db = rowan::connect("sqlite::memory:");
  db.create_tables<Post, Comment, Book, Chapter>();

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
  // [snippet: touch]
  Chapter chapter = Chapter::create({{"heading", "Roots"}, {"book", Book::create({{"title", "Trees"}}).id}});
  db.transaction([&] {
    chapter.heading = "Roots and leaves";
    chapter.save_or_throw();
    chapter.heading = "Roots, leaves and fruit";
    chapter.save_or_throw();
  });  // UPDATE books SET updated_at, once; then COMMIT
  // [end]
  expect(Book::first()->updated_at > Book::first()->created_at);
  expect(same && number == 1 && wrong == 0);
  expect(Post::find(post.id).comments_count == 0 && Post::find(other.id).comments_count == 1);
}
