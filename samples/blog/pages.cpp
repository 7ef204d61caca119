#include "pages.hpp"

#include <fmt/format.h>

#include "models.hpp"

namespace blog {

// [snippet: front-page]
void front_page() {
  for (const Post& post : Post::where(Post::c.status == Status::published).order(Post::c.id.desc())) {
    fmt::print("{}, by {}, {} comments, tagged", post.title, post.author->name, post.comments.size());
    for (const Tag& tag : post.tags) fmt::print(" {}", tag.label);
    fmt::print("\n");
  }
}
// [end]

namespace {

void print_thread(Comment& comment, std::size_t depth) {
  fmt::print("{:{}}{}: {}\n", "", depth * 2, comment.name, comment.body);
  for (Comment& answer : comment.answers) print_thread(answer, depth + 1);
}

}  // namespace

void post_page(std::string_view slug) {
  Post post = Post::where(Post::c.slug == slug).sole();
  fmt::print("{}, by {}\n", post.title, post.author->name);
  for (Comment& comment : post.comments) {
    if (!comment.answered) print_thread(comment, 1);
  }
}

void tag_page() {
  for (Tag& tag : Tag::where(Tag::c.posts.some(Post::c.status == Status::published)).order(Tag::c.label)) {
    fmt::print("{}:\n", tag.label);
    for (Post& post : tag.posts) {
      if (post.status == Status::published) fmt::print("  {}\n", post.title);
    }
  }
}

}  // namespace blog
