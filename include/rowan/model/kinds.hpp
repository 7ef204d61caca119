// Records of a model with sub-classes, as records of those.
#pragma once

#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/reflect/registry.hpp"

namespace rowan {

class RecordSet;

namespace detail {
/// Whether the record's type, as it is in memory, is that of `kind` or of one of its sub-classes.
ROWAN_EXPORT bool is_kind_of(const ModelBase& record, const ModelInfo& kind);
/// The record's row as a record of `kind`, in the database that the record is of. False when its row is of another.
ROWAN_EXPORT bool load_as(const ModelBase& record, const ModelInfo& kind, ModelBase& into, void* object);
/// @throws RecordNotFound that says so.
[[noreturn]] ROWAN_EXPORT void refuse_kind(const ModelBase& record, const ModelInfo& kind);
/// Those of the records that are of `kind`, in their order, by one query.
ROWAN_EXPORT RecordSet load_those_of_kind(const RecordSet& records, const ModelInfo& kind);
}  // namespace detail

}  // namespace rowan
