#include "seeds.hpp"

#include "models.hpp"

namespace blog {
namespace {

User user(std::string name, std::string email) {
  User user;
  user.name = std::move(name);
  user.email = std::move(email);
  return user;
}

Post& write(User& author, std::string title, Status status = Status::published) {
  Post& post = author.posts.build();
  post.title = std::move(title);
  post.body = "…";
  post.status = status;
  return post;
}

Comment comment(std::string name, std::string body) {
  Comment comment;
  comment.name = std::move(name);
  comment.body = std::move(body);
  return comment;
}

void answer(Comment& asked, Comment reply) {
  reply.post = *asked.post;
  asked.answers.add(std::move(reply));
}

}  // namespace

void plant_seeds() {
  Tag trees = Tag::create({{"label", "trees"}});
  Tag code = Tag::create({{"label", "code"}});

  User ann = user("Ann", "ann@example.com");
  Post& rowans = write(ann, "Rowans in winter");
  rowans.tags.link(trees);
  rowans.comments.add(comment("Zoë", "Do birds eat the berries?"));
  Post& both = write(ann, "Trees, in code and outside");
  both.tags.link(trees);
  both.tags.link(code);
  write(ann, "Not yet finished", Status::draft);
  ann.save_or_throw();

  User ben = user("Ben", "ben@example.com");
  write(ben, "Lazy is not slow").tags.link(code);
  ben.save_or_throw();

  answer(rowans.comments[0], comment("Ann", "They do, and they love them."));
}

}  // namespace blog
