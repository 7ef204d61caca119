// UUIDs that others keep in another spelling than the one that the library asks by.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "model/load/equal_uuids.hpp"
#include "rowan/connection/connection.hpp"
#include "rowan/core/parameter_writer.hpp"
#include "rowan/query/select.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// Binds keys to the one, and everything else to the other.
using BindParameters = std::function<void(ParameterWriter& keys, ParameterWriter& others)>;

[[nodiscard]] bool has_uuid(std::span<const TypeKind> kinds);
[[nodiscard]] bool has_uuid(std::span<const AttributeInfo* const> attributes);

// For what found nothing. Where UUIDs are kept as text or bytes that the database compares one by one, it is asked
// again by each other spelling of those that a row would have to equal. @throws InvalidValue when one of these
// questions finds a row, which reading it would refuse.

/// A statement by keys, and by those that `equal` stands in for.
void require_usual_spelling(Connection& connection, const ModelInfo& model, std::string_view sql,
                            const EqualUuids& equal, const BindParameters& bind);
void require_usual_spelling(Connection& connection, const SelectQuery& query);
/// Whether a row in another spelling is possible at all.
[[nodiscard]] bool may_be_spelt_otherwise(Connection& connection, const ModelInfo& model);

}  // namespace rowan
