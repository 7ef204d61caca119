// expect: rowan: this model is not in the list of the BelongsTo<Any<
#include "rowan/rowan.hpp"

class Post : public rowan::Model<Post> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Post, (), (id))
};
class Video : public rowan::Model<Video> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Video, (), (id))
};
class Comment : public rowan::Model<Comment> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<rowan::Any<Post>> subject;

  ROWAN_MODEL(Comment, (), (id, subject))
};

void f(Comment& comment, Video& video) { comment.subject = video; }
