// When a record was made and last changed.
#pragma once

#include "rowan/core/time.hpp"
#include "rowan/query/column.hpp"
#include "rowan/reflect/describe.hpp"

namespace rowan {

/// A base for models: `class Post : public rowan::Model<Post>, public rowan::Timestamps`, listed as
/// `(rowan::Timestamps)` in ROWAN_MODEL. save() sets both, by the clock of `rowan::now()`; a `created_at` set by hand
/// stays. Any attributes of these names and a time type do the same.
class Timestamps {
 public:
  Instant created_at{}, updated_at{};
  ROWAN_MIXIN(Timestamps, (), (created_at, updated_at))
};

}  // namespace rowan
