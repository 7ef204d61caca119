#pragma once

namespace blog {

/// Two authors with posts, tags and comments, saved in one transaction.
void plant_seeds();

}  // namespace blog
