#include "association/shape_writer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "association/handle_at.hpp"
#include "model/record/value_json.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/any_record.hpp"

namespace rowan {
namespace {

// Whether it is asked of this model, which is one of several that an association refers to.
bool is_of(const ModelInfo& model, const AssociationInfo* referring, std::string_view name) {
  if (referring == nullptr || model.find_association(name) != nullptr) return true;
  return std::none_of(referring->branches.begin(), referring->branches.end(),
                      [&](const auto& branch) { return branch->target->find_association(name) != nullptr; });
}

}  // namespace

std::string ShapeWriter::written(ModelBase& record, const JsonShape& shape, std::size_t steps,
                                 const AssociationInfo* referring) {
  const ModelInfo& model = record.model_info();
  if (steps > most_json_steps)
    throw QueryError(fmt::format("to_json of {} is asked for more than {} steps", model.name, most_json_steps));
  if (++records_ > options_.most_records) {
    throw QueryError(fmt::format("the answer has more than {} records, those included counted: ask for less of them",
                                 options_.most_records));
  }
  std::vector<JsonPart> parts;
  for (const JsonBranch& branch : shape.include) {
    if (!is_of(model, referring, branch.association)) continue;
    const AssociationInfo& association = model.association(branch.association).resolved();
    parts.push_back({association.is_branch() ? std::string_view(branch.association) : association.name,
                     targets_of(record, association, branch, steps + 1)});
  }
  const std::vector<const AttributeInfo*> attributes = attributes_of(model, shape);
  return json_of_record(record, attributes, parts);
}

std::string ShapeWriter::targets_of(ModelBase& owner, const AssociationInfo& association, const JsonBranch& branch,
                                    std::size_t steps) {
  if (!association.to_many()) {
    ModelBase* target = one(owner, association, branch.association);
    return target == nullptr ? "null" : written(*target, branch.shape, steps, &association);
  }
  std::string text = "[";
  for (ModelBase* target : many(owner, association))
    text += (text.size() == 1 ? "" : ",") + written(*target, branch.shape, steps, nullptr);
  return text + "]";
}

ModelBase* ShapeWriter::one(ModelBase& owner, const AssociationInfo& association, std::string_view name) const {
  if (options_.loads) return target_if(owner, name);
  if (!association.refers()) {
    const std::vector<ModelBase*> targets = many(owner, association);
    return targets.empty() ? nullptr : targets.front();
  }
  Slot* held = belongs_to_at(owner.object(), association).held();
  ModelBase* target = held == nullptr ? nullptr : &record_at(*held);
  const bool other = target != nullptr && association.is_branch() && &target->model_info() != association.target;
  return other ? nullptr : target;
}

std::vector<ModelBase*> ShapeWriter::many(ModelBase& owner, const AssociationInfo& association) const {
  if (options_.loads) return targets(owner, association.name);
  const TargetList* list = to_many_at(owner.object(), association).list();
  std::vector<ModelBase*> records;
  if (list == nullptr) return records;
  for (Slot* place : list->items) records.push_back(&record_at(*place));
  return records;
}

std::vector<const AttributeInfo*> ShapeWriter::attributes_of(const ModelInfo& model, const JsonShape& shape) const {
  std::vector<const AttributeInfo*> only, except, kept;
  for (const std::string& name : shape.only) only.push_back(&model.attribute(name));
  for (const std::string& name : shape.except) except.push_back(&model.attribute(name));
  const auto is_in = [](const auto& list, const AttributeInfo* one) {
    return std::find(list.begin(), list.end(), one) != list.end();
  };
  for (const AttributeInfo& attribute : model.attributes) {
    const bool told = !shape.none && !attribute.secret;
    const bool asked = only.empty() ? told : is_in(only, &attribute);
    if (asked && !is_in(except, &attribute) && (!shape_.visible || shape_.visible(model, attribute.name)))
      kept.push_back(&attribute);
  }
  return kept;
}

}  // namespace rowan
