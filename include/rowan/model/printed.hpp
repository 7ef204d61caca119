// Which types of the library print themselves, for what formats by type.
#pragma once

#include <concepts>
#include <string>

#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/model/records.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/model/save_all.hpp"
#include "rowan/model/save_result.hpp"
#include "rowan/reflect/errors.hpp"

namespace rowan {

template <class T, class... Types>
concept one_of = (std::same_as<T, Types> || ...);

/// A record, a result, a relation, or a value with `operator<<`.
template <class T>
concept printed =
    std::derived_from<T, ModelBase> || std::derived_from<T, RecordSet> || std::derived_from<T, RelationBase> ||
    one_of<T, Decimal, Uuid, Json, Value, AttributeError, Errors, Change, SaveResult, SaveAllResult>;

namespace detail {
ROWAN_EXPORT std::string text_of(const RecordSet& set);
ROWAN_EXPORT std::string text_of(const RelationBase& relation);
ROWAN_EXPORT std::string text_of(const Change& change);
ROWAN_EXPORT std::string text_of(const AttributeError& error);

/// What `<<` writes.
template <printed T>
std::string printed_text(const T& value) {
  if constexpr (std::derived_from<T, ModelBase>)
    return value.ModelBase::inspect();
  else if constexpr (std::same_as<T, Json>)
    return value.text();
  else if constexpr (requires { text_of(value); })
    return text_of(value);
  else
    return value.to_string();
}
}  // namespace detail

}  // namespace rowan
