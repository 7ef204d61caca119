// What stands in JSON documents, and documents with some of it changed: for databases that are asked through functions
// of ours. A document is a text as a database holds it: with white space, or no JSON at all, of which nothing is found.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rowan/core/decimal.hpp"
#include "rowan/export.hpp"

namespace rowan::document {

/// The value of a member; of two of one name the last. Absent where the document is no object or has none such.
[[nodiscard]] ROWAN_EXPORT std::optional<std::string_view> member(std::string_view object, std::string_view name);
/// The element at a place, the first being 0. Absent where the document is no list or is shorter.
[[nodiscard]] ROWAN_EXPORT std::optional<std::string_view> element(std::string_view list, std::int64_t place);

// What a document is, absent where it is something else.
[[nodiscard]] ROWAN_EXPORT std::optional<std::string> as_text(std::string_view text);
[[nodiscard]] ROWAN_EXPORT std::optional<bool> as_boolean(std::string_view boolean);
/// A number that is whole, however it is written, and has 64 bits.
[[nodiscard]] ROWAN_EXPORT std::optional<std::int64_t> as_integer(std::string_view number);
/// The nearest double; absent beyond the largest one.
[[nodiscard]] ROWAN_EXPORT std::optional<double> as_number(std::string_view number);
/// A number, or a text that is one: `to_json` writes decimals as texts. Up to 35 digits before the point, and to the
/// 30th behind it.
[[nodiscard]] ROWAN_EXPORT std::optional<Decimal> as_decimal(std::string_view number);
/// How many elements a list has.
[[nodiscard]] ROWAN_EXPORT std::optional<std::int64_t> length(std::string_view list);

/// Whether it is a list with an element equal to `scalar`.
[[nodiscard]] ROWAN_EXPORT bool has(std::string_view list, std::string_view scalar);
/// Whether it has all that `part` has, as PostgreSQL's `@>` says: the members of objects, and for each element of a
/// list one that has it, wherever. A list contains a scalar that is one of its elements.
[[nodiscard]] ROWAN_EXPORT bool contains(std::string_view document, std::string_view part);

/// The object with this member, `value` in place of what was there; a new one where it is absent or null. What is no
/// object is given back as it is.
[[nodiscard]] ROWAN_EXPORT std::string with(std::optional<std::string_view> object, std::string_view name,
                                            std::string_view value);
/// The object without this member. What is no object is given back as it is.
[[nodiscard]] ROWAN_EXPORT std::string without(std::string_view object, std::string_view name);

}  // namespace rowan::document
