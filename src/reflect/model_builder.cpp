#include "rowan/reflect/model_builder.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace rowan {
namespace {

std::string cut(std::string_view text) { return std::string(text); }

// Where in the class a member is that has no name here: after the last listed one before it.
std::string place_of(const ModelInfo& model, std::uint32_t offset) {
  const AttributeInfo* before = nullptr;
  for (const AttributeInfo& attribute : model.attributes) {
    if (attribute.offset < offset && (before == nullptr || before->offset < attribute.offset)) before = &attribute;
  }
  return before == nullptr ? "the first of the class" : "the next after " + before->name;
}

}  // namespace

bool detail::has_value(const ModelInfo& model, const void* object, std::string_view attribute, Value value) {
  const AttributeInfo& info = model.attribute(attribute);
  return info.normalized(std::move(value)) == info.ops->get(static_cast<const std::byte*>(object) + info.offset);
}

const void* ModelBuilderBase::member_named(std::string_view name) const {
  for (const AssociationInfo& association : model_.associations) {
    if (association.name == name) return prototype_ + association.offset;
  }
  return prototype_ + model_.attribute(name).offset;
}

AttributeBuilder ModelBuilderBase::attribute_at(const void* member) {
  const AttributeInfo* attribute = attribute_info(member);
  return {model_, attribute == nullptr ? nullptr : &model_.attributes[attribute->index], when_};
}

void ModelBuilderBase::narrow(const std::function<void(Applicability&)>& change) {
  auto narrower = when_ ? std::make_shared<Applicability>(*when_) : std::make_shared<Applicability>();
  change(*narrower);
  when_ = std::move(narrower);
}

void ModelBuilderBase::refuse_context(std::string_view moment) {
  if (!when_ || when_->contexts.empty()) return;
  model_.mistakes.push_back(
      fmt::format("{}::configure says on(\"{}\") before {}, which is in no context: it would never be called",
                  model_.name, when_->contexts.front(), moment));
}

const AttributeInfo* ModelBuilderBase::attribute_info(const void* member) {
  const auto offset = static_cast<std::uint32_t>(static_cast<const char*>(member) - prototype_);
  for (const AttributeInfo& attribute : model_.attributes) {
    if (attribute.offset == offset) return &attribute;
  }
  model_.mistakes.push_back(
      fmt::format("{}::configure names an attribute that is not in its ROWAN_MODEL list ({}): add it there",
                  model_.name, place_of(model_, offset)));
  return nullptr;
}

AssociationBuilder ModelBuilderBase::association_at(const void* member, const AssociationOps& ops) {
  const auto offset = static_cast<std::uint32_t>(static_cast<const char*>(member) - prototype_);
  for (AssociationInfo& association : model_.associations) {
    if (association.offset != offset) continue;
    const bool refers = association.refers() && ops.key == KeyPlace::owner;  // to one model, or to one of several
    if (association.ops == &ops || refers) return {model_, &association};
    model_.mistakes.push_back(
        fmt::format("{}::configure calls {}.{} by another kind than its handle's: use the call named like the handle",
                    model_.name, model_.name, association.name));
    return {model_, nullptr};
  }
  model_.mistakes.push_back(
      fmt::format("{}::configure names an association that is not in its ROWAN_MODEL list ({}): add it there",
                  model_.name, place_of(model_, offset)));
  return {model_, nullptr};
}

void ModelBuilderBase::set_primary_key(std::initializer_list<const void*> members) {
  for (const AttributeInfo* old : model_.primary_key) model_.attributes[old->index].generated = false;
  model_.primary_key.clear();
  for (const void* member : members) {
    const auto offset = static_cast<std::uint32_t>(static_cast<const char*>(member) - prototype_);
    const std::size_t before = model_.primary_key.size();
    for (AttributeInfo& attribute : model_.attributes) {
      if (attribute.offset == offset) model_.primary_key.push_back(&attribute);
    }
    if (model_.primary_key.size() == before) static_cast<void>(attribute_at(member));  // reports it
  }
  if (model_.primary_key.size() != 1) return;
  AttributeInfo& key = model_.attributes[model_.primary_key[0]->index];
  key.generated = key.association == nullptr && (is_integer(key.type.kind) || key.type.kind == TypeKind::uuid);
}

void ModelBuilderBase::set_type_attribute(const void* member) {
  const auto offset = static_cast<std::uint32_t>(static_cast<const char*>(member) - prototype_);
  for (const AttributeInfo& attribute : model_.attributes) {
    if (attribute.offset == offset) model_.type_attribute = &attribute;
  }
  if (model_.type_attribute == nullptr) static_cast<void>(attribute_at(member));  // reports it
}

void ModelBuilderBase::add_index(std::initializer_list<const void*> members, bool unique, std::string_view name) {
  IndexInfo index;
  index.name = cut(name);
  index.unique = unique;
  for (const void* member : members) {
    const auto offset = static_cast<std::uint32_t>(static_cast<const char*>(member) - prototype_);
    const std::size_t before = index.attributes.size();
    for (AttributeInfo& attribute : model_.attributes) {
      if (attribute.offset == offset) index.attributes.push_back(&attribute);
    }
    if (index.attributes.size() == before) static_cast<void>(attribute_at(member));  // reports it
  }
  model_.indexes.push_back(std::move(index));
}

void ModelBuilderBase::add_check(std::string_view name, std::string_view sql, std::string_view message) {
  model_.checks.push_back({cut(name), cut(sql), cut(message), nullptr});
}

CallbackTable& ModelBuilderBase::callbacks() {
  if (!model_.callbacks) model_.callbacks = std::make_shared<CallbackTable>();
  return *model_.callbacks;
}

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
    attribute.column = cut(*column++);
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
    if (column.member == nullptr) own.column = cut(column.name);
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

AssociationBuilder& AssociationBuilder::inverse(std::string_view association_of_target) {
  if (association_ != nullptr) association_->inverse_name = association_of_target;
  return *this;
}

AssociationBuilder& AssociationBuilder::as(std::string_view association_of_target) {
  if (association_ != nullptr) association_->typed = true;
  return inverse(association_of_target);
}

AssociationBuilder& AssociationBuilder::type_column(std::string_view name) {
  if (association_ == nullptr) return *this;
  if (association_->branches.empty()) {
    model_.mistakes.push_back(
        fmt::format("{0}.{1} has no type_column: it is no BelongsTo<Any<…>>", model_.name, association_->name));
    return *this;
  }
  model_.attributes[association_->type->index].column = cut(name);
  return *this;
}

AssociationBuilder& AssociationBuilder::through(std::string_view association, std::string_view source) {
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

AssociationBuilder& AssociationBuilder::join_table(std::string_view table, std::string_view owner_column,
                                                   std::string_view target_column) {
  if (association_ == nullptr) return *this;
  association_->join_table = table;
  if (!owner_column.empty()) association_->join_owner_columns = {cut(owner_column)};
  if (!target_column.empty()) association_->join_target_columns = {cut(target_column)};
  return *this;
}

AssociationBuilder& AssociationBuilder::order(std::string_view attribute_of_target, bool descending) {
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

AssociationBuilder& AssociationBuilder::counter_cache(std::string_view attribute_of_target, CounterTrust trust) {
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
