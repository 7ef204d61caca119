// The usual key types, compiled once.
#include "rowan/association/belongs_to.hpp"

namespace rowan::detail {

template struct BelongsToOps<std::int64_t, 0>;
template struct BelongsToOps<std::int32_t, 0>;
template struct BelongsToOps<std::string, 0>;
template struct BelongsToOps<Uuid, 0>;

}  // namespace rowan::detail
