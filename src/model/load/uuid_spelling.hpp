// UUIDs that others keep in another spelling than the one that the library asks by.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "rowan/connection/connection.hpp"
#include "rowan/core/parameter_writer.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

using BindParameters = std::function<void(ParameterWriter&)>;

[[nodiscard]] bool has_uuid(std::span<const TypeKind> kinds);
[[nodiscard]] bool has_uuid(std::span<const AttributeInfo* const> attributes);

/// For a query by UUIDs that found nothing. Where they are kept as text or bytes that the database compares one by one,
/// it is asked again by each other spelling. `counts`: its row is a number.
/// @throws InvalidValue when one of those finds something, which reading it would refuse.
void require_usual_spelling(Connection& connection, const ModelInfo& model, std::string_view sql, bool counts,
                            const BindParameters& bind);

}  // namespace rowan
