// Keys of belongs_to that use columns of other attributes: the attribute has the value, the handle follows it, and
// assigning the handle asks the attribute to follow.
#pragma once

#include "model/record/key.hpp"
#include "rowan/reflect/errors.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

class BelongsToHandle;
class ModelBase;
class ParameterWriter;

/// The key that a belongs_to refers by: what was assigned to the handle, else its columns. False when a part is NULL.
bool read_reference(const AssociationInfo& association, const void* object, Key& key);
/// Gives the handle what its shared columns hold.
void follow_columns(const AssociationInfo& association, void* object);
/// As follow_columns, for all belongs_to of the record.
void follow_columns(const ModelInfo& model, void* object);
/// Attributes follow the handles that were assigned, the other handles their attributes. Where both sides were changed,
/// and differ, an error names both, and neither is touched.
void bring_together(const ModelInfo& model, const ModelBase& record, Errors& errors);
/// Binds what a key that was assigned to a belongs_to asks of an attribute whose column it shares, straight from the
/// handle. False when none was assigned.
bool write_assigned(const ModelInfo& model, const AttributeInfo& attribute, const void* object,
                    ParameterWriter& parameters, int index);
/// The attribute's value, or what a key that was assigned to a belongs_to asks of its column.
Value value_to_send(const ModelInfo& model, const AttributeInfo& attribute, const void* object);

}  // namespace rowan
