// What a new record says of the references that it must have.
#pragma once

#include <span>

#include "rowan/core/value.hpp"
#include "rowan/fwd.hpp"
#include "rowan/model/any_record.hpp"

namespace rowan::testing {

/// Of records of one model that a factory fills, before they are saved.
class GivenColumns {
 public:
  /// `values` are set whatever they are; they must outlive this.
  GivenColumns(const ModelInfo& model, std::span<const NamedValue> values);

  /// The value in a column of a reference's key. NULL: none was given, as where a plain member is as its constructor
  /// left it.
  [[nodiscard]] Value of(const ModelBase& record, const AttributeInfo& column) const;
  /// Whether the record must refer to another by this, and does not say to which.
  [[nodiscard]] bool lack(ModelBase& record, const AssociationInfo& association) const;
  /// Whether the record may refer to this one: the parts of the key that are given are its.
  [[nodiscard]] bool allow(const ModelBase& record, const AssociationInfo& way, const ModelBase& target) const;
  /// Gives a new target those parts.
  void pass_on(const ModelBase& record, const AssociationInfo& way, ModelBase& target) const;

 private:
  const ModelInfo& model_;
  std::span<const NamedValue> values_;
  AnyRecord untouched_;
};

}  // namespace rowan::testing
