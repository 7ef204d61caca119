// What a reader sees.
#pragma once

#include <string_view>

namespace blog {

/// All published posts, newest first, with author, tags and the number of comments.
void front_page();
/// One post with its comments and their answers. @throws rowan::RecordNotFound.
void post_page(std::string_view slug);
/// The tags, each with the titles of its published posts.
void tag_page();

}  // namespace blog
