// Models made by hand, as the registry would link them, with awkward names where it matters.
#pragma once

#include <deque>
#include <initializer_list>
#include <string>
#include <vector>

#include "rowan/reflect/model_info.hpp"

namespace rowan::golden {

/// users ─< posts ─< comments, posts >─< tags, users >─< "or""der" items with a key of two columns.
struct BlogModels {
  ModelInfo user, post, comment, tag, item;

  BlogModels();
  BlogModels(const BlogModels&) = delete;
  BlogModels& operator=(const BlogModels&) = delete;
};

/// The one set that tests share.
const BlogModels& blog();

}  // namespace rowan::golden
