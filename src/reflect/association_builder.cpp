// Settings of one association.
#include "rowan/reflect/association_builder.hpp"

#include <fmt/format.h>

namespace rowan {

AssociationBuilder& AssociationBuilder::optional() {
  if (association_ == nullptr) return *this;
  association_->optional = true;
  for (const AttributeInfo* part : association_->own_columns()) model_.attributes[part->index].nullable = true;
  return *this;
}

AssociationBuilder& AssociationBuilder::foreign_key(std::initializer_list<std::string_view> columns) {
  if (association_ == nullptr) return *this;
  if (!association_->refers()) {
    association_->foreign_key_names.assign(columns.begin(), columns.end());
    return *this;
  }
  if (columns.size() != association_->foreign_key.size()) {
    model_.mistakes.push_back(fmt::format("{}.{} has a key of {} columns, but foreign_key names {}", model_.name,
                                          association_->name, association_->foreign_key.size(), columns.size()));
    return *this;
  }
  auto column = columns.begin();
  for (const AttributeInfo* part : association_->foreign_key) {
    AttributeInfo& attribute = model_.attributes[part->index];
    attribute.column = std::string(*column++);
    if (columns.size() > 1) attribute.name = attribute.column;
  }
  return *this;
}

AssociationBuilder& AssociationBuilder::set_columns(std::initializer_list<KeyColumn> columns, const void* prototype) {
  if (association_ == nullptr) return *this;
  if (!association_->branches.empty()) {
    model_.mistakes.push_back(fmt::format("{}.{} has its columns named by type_column(…) and foreign_key(…)",
                                          model_.name, association_->name));
    return *this;
  }
  if (columns.size() != association_->foreign_key.size()) {
    model_.mistakes.push_back(fmt::format("{}.{} has a key of {} columns, but columns(…) names {}", model_.name,
                                          association_->name, association_->foreign_key.size(), columns.size()));
    return *this;
  }
  association_->shared_columns.clear();
  const AttributeInfo* const* part = association_->foreign_key.data();
  for (const KeyColumn& column : columns) {
    AttributeInfo& own = model_.attributes[(*part++)->index];
    if (column.member == nullptr) own.column = std::string(column.name);
    if (column.member == nullptr && columns.size() > 1) own.name = own.column;
    association_->shared_columns.push_back(column.member == nullptr ? nullptr
                                                                    : shared_attribute(column.member, prototype));
  }
  return *this;
}

const AttributeInfo* AssociationBuilder::shared_attribute(const void* member, const void* prototype) {
  const auto offset =
      static_cast<std::uint32_t>(static_cast<const char*>(member) - static_cast<const char*>(prototype));
  const AttributeInfo* found = nullptr;
  for (const AttributeInfo& attribute : model_.attributes) {
    if (attribute.offset != offset) continue;
    if (found == nullptr && offset != association_->offset) {
      found = &attribute;
      continue;
    }
    model_.mistakes.push_back(fmt::format("{0}.{1} can't share the columns of {0}.{2}: name a member with one column",
                                          model_.name, association_->name,
                                          found == nullptr ? association_->name : attribute.name));
    return nullptr;
  }
  if (found == nullptr) {
    model_.mistakes.push_back(
        fmt::format("{}.{} shares the column of a member that is not in the ROWAN_MODEL list: add it there",
                    model_.name, association_->name));
  }
  return found;
}

AssociationBuilder& AssociationBuilder::inverse(TextArgument association_of_target) {
  if (association_ != nullptr) association_->inverse_name = association_of_target;
  return *this;
}

AssociationBuilder& AssociationBuilder::as(TextArgument association_of_target) {
  if (association_ != nullptr) association_->typed = true;
  return inverse(association_of_target);
}

AssociationBuilder& AssociationBuilder::type_column(TextArgument name) {
  if (association_ == nullptr) return *this;
  if (association_->branches.empty()) {
    model_.mistakes.push_back(
        fmt::format("{0}.{1} has no type_column: it is no BelongsTo<Any<…>>", model_.name, association_->name));
    return *this;
  }
  model_.attributes[association_->type->index].column = name;
  return *this;
}

AssociationBuilder& AssociationBuilder::through(TextArgument association, TextArgument source) {
  if (association_ == nullptr) return *this;
  if (association_->ops->through == nullptr) {
    model_.mistakes.push_back(fmt::format("{}.{} is a {}, which can't go through another association", model_.name,
                                          association_->name, association_->ops->name));
    return *this;
  }
  association_->ops = association_->ops->through;
  association_->through_name = association;
  association_->source_name = source;
  return *this;
}

AssociationBuilder& AssociationBuilder::join_table(TextArgument table, TextArgument owner_column,
                                                   TextArgument target_column) {
  const auto owner = std::string_view(owner_column), target = std::string_view(target_column);
  const std::initializer_list<std::string_view> none{}, owners{owner}, targets{target};
  return join_table(table, owner.empty() ? none : owners, target.empty() ? none : targets);
}

AssociationBuilder& AssociationBuilder::join_table(TextArgument table,
                                                   std::initializer_list<std::string_view> owner_columns,
                                                   std::initializer_list<std::string_view> target_columns) {
  if (association_ == nullptr) return *this;
  association_->join_table = table;
  if (owner_columns.size() != 0) association_->join_owner_columns.assign(owner_columns.begin(), owner_columns.end());
  if (target_columns.size() != 0)
    association_->join_target_columns.assign(target_columns.begin(), target_columns.end());
  return *this;
}

AssociationBuilder& AssociationBuilder::order(TextArgument attribute_of_target, bool descending) {
  if (association_ == nullptr) return *this;
  association_->order_name = attribute_of_target;
  association_->order_descending = descending;
  return *this;
}

AssociationBuilder& AssociationBuilder::dependent(Dependent action) {
  if (association_ != nullptr) association_->dependent = action;
  return *this;
}

AssociationBuilder& AssociationBuilder::on_delete(ForeignKeyAction action) {
  if (association_ != nullptr) association_->on_delete = action;
  return *this;
}

AssociationBuilder& AssociationBuilder::counter_cache(TextArgument attribute_of_target, CounterTrust trust) {
  if (association_ == nullptr) return *this;
  if (!association_->refers()) {
    model_.mistakes.push_back(fmt::format("{}.{} is a {}: say counter_cache(…) of the belongs_to on its other side",
                                          model_.name, association_->name, association_->ops->name));
    return *this;
  }
  association_->counts = model_.counts_owners = true;
  association_->counter_name = attribute_of_target;
  association_->counter_trust = trust;
  return *this;
}

AssociationBuilder& AssociationBuilder::touch() {
  if (association_ == nullptr) return *this;
  if (!association_->refers()) {
    model_.mistakes.push_back(fmt::format("{}.{} is a {}: say touch() of the belongs_to on its other side", model_.name,
                                          association_->name, association_->ops->name));
    return *this;
  }
  association_->touches = model_.touches_owners = true;
  return *this;
}

AssociationBuilder& AssociationBuilder::strict_loading(bool yes) {
  if (association_ != nullptr) association_->strict_loading = yes;
  return *this;
}

AssociationBuilder& AssociationBuilder::batch(bool yes) {
  if (association_ != nullptr) association_->batch = yes;
  return *this;
}

AssociationBuilder& AssociationBuilder::unique() {
  if (association_ == nullptr) return *this;
  IndexInfo index;
  index.attributes = association_->own_columns();
  index.unique = true;
  model_.indexes.push_back(std::move(index));
  return *this;
}

}  // namespace rowan
