#include "models.hpp"

#include <cctype>

ROWAN_REGISTER_MODEL(blog::User)
ROWAN_REGISTER_MODEL(blog::Post)
ROWAN_REGISTER_MODEL(blog::Comment)
ROWAN_REGISTER_MODEL(blog::Tag)

namespace blog {

void User::configure(rowan::ModelBuilder<User>& m) {
  m.attribute(&User::name).not_blank();
  m.attribute(&User::email).unique().validate([](const rowan::Value& address) -> std::optional<std::string> {
    if (address.as_string().find('@') != std::string::npos) return std::nullopt;
    return "is not an address";
  });
  m.has_many(&User::posts).order(Post::c.id).dependent(rowan::dependent::restrict_error);
}

// [snippet: configure]
void Post::configure(rowan::ModelBuilder<Post>& m) {
  m.attribute(&Post::title).not_blank().max_length(100);
  m.attribute(&Post::slug).unique();
  m.index(&Post::author, &Post::status);
  m.has_many(&Post::comments).order(Comment::c.id).dependent(rowan::dependent::destroy);
  m.many_to_many(&Post::tags).order(Tag::c.label);
  m.before_save(&Post::make_slug);
}
// [end]

void Post::make_slug() {
  if (!slug.empty()) return;
  for (const char each : title) {
    const auto letter = static_cast<unsigned char>(each);
    if (std::isalnum(letter) != 0) {
      slug += static_cast<char>(std::tolower(letter));
    } else if (!slug.empty() && slug.back() != '-') {
      slug += '-';
    }
  }
}

// [snippet: self-referential]
void Comment::configure(rowan::ModelBuilder<Comment>& m) {
  m.attribute(&Comment::body).not_blank();
  m.belongs_to(&Comment::answered).optional();
  m.has_many(&Comment::answers).inverse("answered").dependent(rowan::dependent::destroy);
}
// [end]

void Tag::configure(rowan::ModelBuilder<Tag>& m) { m.attribute(&Tag::label).not_blank().unique(); }

}  // namespace blog
