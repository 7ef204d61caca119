// What JSON documents are compared by in change tracking.
#pragma once

#include <cstdint>
#include <string_view>

namespace rowan::detail {

/// The same for documents that differ only in white space, in the order of an object's members, or in how characters
/// are escaped; databases keep none of these. `document` is well-formed. Keyed per process, as `hash_bytes`.
std::uint64_t hash_json(std::string_view document);

}  // namespace rowan::detail
