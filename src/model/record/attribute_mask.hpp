// Sets of attributes, and of words of their fingerprints.
#pragma once

#include <cstddef>
#include <cstdint>

#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// A set of attributes, one bit each, and one of words of fingerprints.
using AttributeMask = std::uint64_t;
using WordMask = std::uint64_t;

/// With more words or attributes than a mask has bits: such models use slower paths, by lists of attributes.
inline bool is_wide(const ModelInfo& model) noexcept { return model.fingerprint_words > 64; }

/// Always true for words without a bit.
inline bool in_mask(WordMask mask, std::size_t word) noexcept { return word >= 64 || (mask >> word & 1U) != 0; }

}  // namespace rowan
