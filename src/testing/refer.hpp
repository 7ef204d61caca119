// A record's reference to another, where only run time knows the models.
#pragma once

#include "rowan/model/model_base.hpp"
#include "rowan/reflect/association_info.hpp"
#include "rowan/reflect/attribute_info.hpp"

namespace rowan::testing {

/// `way` is a belongs_to of the record's model, or a branch of one; the target is saved.
inline void refer(ModelBase& record, const AssociationInfo& way, const ModelBase& target) {
  for (std::size_t i = 0; i < way.foreign_key.size(); ++i)
    record.set(way.foreign_key[i]->name, target.get(way.referenced_key[i]->name));
  if (way.type != nullptr) record.set(way.type->name, Value(way.type_text));
}

}  // namespace rowan::testing
