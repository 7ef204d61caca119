// Errors of sums that the database makes: which attribute they are of, and what it holds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/error.hpp"
#include "rowan/reflect/attribute_info.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {

/// `; it holds -128 to 127`. Empty for what no model tells the range of.
std::string range_told(const AttributeInfo& attribute);
/// `Post.views, which holds …`, for each that a statement sets: which of them it refused, a database does not say.
std::string names_with_ranges(const ModelInfo& model, const std::vector<Assignment>& sets);

/// @throws InvalidValue that `what` throws, with the attribute's name and range.
template <class Do>
auto naming_refused(const ModelInfo& model, const AttributeInfo& attribute, const Do& what) {
  try {
    return what();
  } catch (const InvalidValue& error) {
    throw InvalidValue(
        model.name + "." + attribute.name + " can't be incremented: " + error.what() + range_told(attribute),
        error.details());
  }
}
template <class Do>
auto naming_refused(const ModelInfo& model, const std::vector<Assignment>& sets, std::string_view operation,
                    const Do& what) {
  try {
    return what();
  } catch (const InvalidValue& error) {
    throw InvalidValue(std::string(operation) + " of " + names_with_ranges(model, sets) + ": " + error.what(),
                       error.details());
  }
}

}  // namespace rowan
