// The plain structs of diesel_bench's tables, for the C API's side and for SOCI's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bench::diesel {

struct PlainUser {
  std::int64_t id{};
  std::string name;
  std::optional<std::string> hair_color;
};

struct PlainPost {
  std::int64_t id{};
  std::string title;
  std::optional<std::string> body;
  std::int64_t user_id{};
};

struct PlainComment {
  std::int64_t id{};
  std::string text;
  std::int64_t post_id{};
};

struct UserAndPost {
  PlainUser user;
  std::optional<PlainPost> post;
};

struct PostAndComments {
  PlainPost post;
  std::vector<PlainComment> comments;
};

struct UserAndPosts {
  PlainUser user;
  std::vector<PostAndComments> posts;
};

// What both kinds of hand-written programs send.
inline constexpr const char* select_users = "SELECT id, name, hair_color FROM diesel_users";
inline constexpr const char* select_joined =
    "SELECT u.id, u.name, u.hair_color, p.id, p.title, p.body, p.user_id FROM diesel_users AS u LEFT JOIN diesel_posts "
    "AS p ON p.user_id = u.id WHERE u.hair_color = 'black' ORDER BY u.name DESC";
inline constexpr const char* select_posts = "SELECT id, title, body, user_id FROM diesel_posts WHERE user_id IN ";
inline constexpr const char* select_comments = "SELECT id, text, post_id FROM diesel_comments WHERE post_id IN ";

inline constexpr std::int64_t most_users = 10'000, with_posts = 100, posts_of_each = 10;

}  // namespace bench::diesel
