// The UPDATE of many records in one statement, which takes each column as an array.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "model/write/update_step.hpp"

namespace rowan {

/// Updates of the same columns. Returns the number of matched rows; empty, with nothing sent, if the database has no
/// such statement, or not for these: each key must be one integer and occur once, and no value may be NULL or of a type
/// that only the database knows.
std::optional<std::uint64_t> update_by_arrays(const ModelInfo& model, std::span<UpdateStep* const> steps,
                                              Connection& connection);

}  // namespace rowan
