#include "testing/given_columns.hpp"

#include <algorithm>

#include "association/handle_at.hpp"
#include "association/shared_columns.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan::testing {

GivenColumns::GivenColumns(const ModelInfo& model, std::span<const NamedValue> values)
    : model_(model), values_(values), untouched_(model) {}

Value GivenColumns::of(const ModelBase& record, const AttributeInfo& column) const {
  Value value = value_to_send(model_, column, record.object());
  const bool is_named = std::any_of(values_.begin(), values_.end(), [&](const NamedValue& each) {
    return model_.find_attribute(each.name) == &column;
  });
  // A belongs_to's own column is NULL until it is set.
  if (is_named || column.association != nullptr || value != untouched_->get(column.name)) return value;
  return {};
}

bool GivenColumns::lack(ModelBase& record, const AssociationInfo& association) const {
  if (!association.refers() || association.optional) return false;
  if (belongs_to_at(record.object(), association).held() != nullptr) return false;
  const auto own = association.own_columns();
  return std::any_of(own.begin(), own.end(), [&](const auto* column) { return of(record, *column).is_null(); });
}

bool GivenColumns::allow(const ModelBase& record, const AssociationInfo& way, const ModelBase& target) const {
  for (std::size_t i = 0; i < way.foreign_key.size(); ++i) {
    const Value part = of(record, *way.foreign_key[i]);
    if (!part.is_null() && part != target.get(way.referenced_key[i]->name)) return false;
  }
  return true;
}

void GivenColumns::pass_on(const ModelBase& record, const AssociationInfo& way, ModelBase& target) const {
  for (std::size_t i = 0; i < way.foreign_key.size(); ++i) {
    if (const Value part = of(record, *way.foreign_key[i]); !part.is_null())
      target.set(way.referenced_key[i]->name, part);
  }
}

}  // namespace rowan::testing
