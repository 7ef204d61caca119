#include "rowan/reflect/model_builder.hpp"

#include <fmt/format.h>

namespace rowan {
namespace {

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

void ModelBuilderBase::add_index(std::initializer_list<const void*> members, bool unique,
                                 std::vector<IndexTerm> where) {
  IndexInfo index;
  index.unique = unique;
  index.where = std::move(where);
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
  model_.checks.push_back({std::string(name), std::string(sql), std::string(message), nullptr});
}

CallbackTable& ModelBuilderBase::callbacks() {
  if (!model_.callbacks) model_.callbacks = std::make_shared<CallbackTable>();
  return *model_.callbacks;
}

}  // namespace rowan
