// Models that share a table: a base and its sub-classes, told apart by a type.
#pragma once

#include <string>
#include <string_view>

#include "rowan/reflect/model_info.hpp"

namespace rowan::detail {

/// What is missing in a model that has a type or a base, is a mistake of it.
void check_types(ModelInfo& info);
/// Why a model can't join those whose table it shares, or nothing.
std::string clash_of_types(const ModelInfo& model);
/// Tells a model, and all that it is a sub-class of, that it is there. Under the registry's lock.
void join_kinds(const ModelInfo& model);

/// So that sub-classes of a library that was loaded since are among kinds().
void describe_those_registered();
/// The one of these models whose rows have this type, or null.
const ModelInfo* kind_of_type(const ModelInfo& model, std::string_view type);
/// Whether it is the type of one of them, also if that is of a library that was loaded since.
bool is_type_known(const ModelInfo& model, std::string_view type);
/// Whether `model` is this one, or one of its sub-classes.
bool is_of_kind(const ModelInfo& model, const ModelInfo& kind);
/// Whether rows that it refers to are of the model's table.
bool leads_to_kin(const AssociationInfo& reference, const ModelInfo& model);
/// "'a', 'b'": the types that rows of the model may have.
std::string types_of(const ModelInfo& model);

}  // namespace rowan::detail
