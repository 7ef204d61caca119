#include "testing/fixture_rows.hpp"

#include <fmt/format.h>

#include <set>

#include "model/record/value_of_json.hpp"
#include "rowan/core/near_miss.hpp"
#include "rowan/reflect/registry.hpp"
#include "rowan/testing/fixtures.hpp"

namespace rowan::testing {
namespace {

Json parsed(std::string_view text, const std::string& where) {
  try {
    return Json(text);
  } catch (const InvalidValue& error) {
    throw FixtureError(where + ": " + error.what());
  }
}

bool is_of(const ModelInfo& model, const ModelInfo& base) {
  const ModelInfo* at = &model;
  while (at != nullptr && at != &base) at = at->base;
  return at != nullptr;
}

std::vector<JsonMember> object(JsonView json, const std::string& where, std::string_view of_what) {
  if (!json.is_object()) throw FixtureError(fmt::format("{}: is no object of {}: {}", where, of_what, json.text()));
  auto members = json.members();
  std::set<std::string_view> names;
  for (const JsonMember& each : members) {
    if (!names.insert(each.name).second) throw FixtureError(fmt::format("{}: \"{}\" is there twice", where, each.name));
  }
  return members;
}

/// Notes that a member of the row sets the column, which belongs to it alone unless it is shared.
void give(FixtureRow& row, const AttributeInfo& column, const std::string& by, const std::string& where) {
  const auto [before, is_first] = row.given.emplace(&column, by);
  if (is_first || column.shared) return;
  throw FixtureError(
      fmt::format("{}: sets {}, as \"{}\" does: give one of them", where, column.column, before->second));
}

}  // namespace

FixtureRows::FixtureRows(std::string_view text, std::string source)
    : source_(std::move(source)), document_(parsed(text, source_)), models_(registry().models()) {
  for (const JsonMember& set : object(JsonView(document_.text()), source_, "sets")) add_set(set);
  for (FixtureRow& row : rows_) {
    for (const JsonMember& member : object(row.json, row.where, "attributes")) read(row, member);
  }
}

void FixtureRows::add_set(const JsonMember& set) {
  const ModelInfo& model = model_of_set(set.name, source_);
  const std::string where = fmt::format("{}: {}", source_, set.name);
  Labels& labels = by_label_[&model.root()];
  for (const JsonMember& row : object(set.value, where, "labelled rows")) {
    FixtureRow& added = rows_.emplace_back(FixtureRow{&model, where + '.' + row.name, row.value, AnyRecord(model)});
    if (!labels.emplace(row.name, &added).second)
      throw FixtureError(fmt::format("{}: another row of {} has this label", added.where, model.root().table));
  }
}

// A full name is one model's, also where that stands in no namespace and others share its name.
const ModelInfo& FixtureRows::model_of_set(std::string_view name, const std::string& where) const {
  std::vector<std::string_view> names;
  const ModelInfo* found = nullptr;
  for (const ModelInfo* model : models_) {
    if (model->qualified_name == name) return *model;
    const bool by_table = model->base == nullptr && model->table == name;
    if (model->name != name && !by_table) {
      names.push_back(model->name);
      if (model->base == nullptr) names.push_back(model->table);
      continue;
    }
    if (found != nullptr)
      throw FixtureError(fmt::format("{}: \"{}\" may be {} or {}: write it in full", where, name, found->qualified_name,
                                     model->qualified_name));
    found = model;
  }
  if (found != nullptr) return *found;
  throw FixtureError(
      fmt::format("{}: there is no model or table \"{}\"{}", where, name, did_you_mean(name, std::span(names))));
}

void FixtureRows::read(FixtureRow& row, const JsonMember& member) {
  const std::string where = row.where + '.' + member.name;
  const AssociationInfo* association = row.model->find_association(member.name);
  if (association == nullptr) return set(row, member, where);
  if (association->refers()) return refer(row, association->resolved(), member.value, where);
  if (association->is_joined()) return link(row, association->resolved(), member.value, where);
  throw FixtureError(where + ": only what a row belongs to, or is joined with, is given by labels: name this row in " +
                     "the others");
}

void FixtureRows::set(FixtureRow& row, const JsonMember& member, const std::string& where) {
  try {
    const AttributeInfo& attribute = row.model->attribute(member.name);
    give(row, attribute, member.name, where);
    row.record->set(attribute.name, value_of_json(member.value, *row.model, attribute));
  } catch (const FixtureError&) {
    throw;
  } catch (const Error& error) {
    throw FixtureError(fmt::format("{}: {}", where, error.what()));
  }
}

void FixtureRows::refer(FixtureRow& row, const AssociationInfo& association, JsonView json, const std::string& where) {
  for (const AttributeInfo* column : association.own_columns()) {
    if (!json.is_null() || !column->shared) give(row, *column, association.name, where);
  }
  if (json.is_null()) return;
  FixtureRow& target = association.branches.empty() ? labelled(*association.target, json, where)
                                                    : labelled_in_set(association, json, where);
  row.references.push_back({&association.branch_to(target.model->root())->resolved(), &target, where});
}

void FixtureRows::link(FixtureRow& row, const AssociationInfo& association, JsonView json, const std::string& where) {
  if (json.is_null()) return;
  if (!json.is_array()) throw FixtureError(fmt::format("{}: is no list of labels: {}", where, json.text()));
  for (const JsonView label : json.elements())
    row.links.push_back({&association, &labelled(*association.target, label, where), where});
}

FixtureRow& FixtureRows::labelled_in_set(const AssociationInfo& association, JsonView json, const std::string& where) {
  const auto members = json.is_object() ? json.members() : std::vector<JsonMember>();
  if (members.size() != 1)
    throw FixtureError(where + R"(: a reference to one of several models is written {"set": "label"})");
  const ModelInfo& model = model_of_set(members.front().name, where);
  if (association.branch_to(model.root()) == nullptr)
    throw FixtureError(fmt::format("{}: does not refer to {}", where, model.name));
  return labelled(model, members.front().value, where);
}

FixtureRow& FixtureRows::labelled(const ModelInfo& model, JsonView json, const std::string& where) {
  if (!json.is_text()) throw FixtureError(fmt::format("{}: is no label: {}", where, json.text()));
  const std::string label = json.unquoted();
  const Labels& labels = by_label_[&model.root()];
  if (const auto found = labels.find(label); found != labels.end()) {
    if (is_of(*found->second->model, model)) return *found->second;
    throw FixtureError(
        fmt::format("{}: \"{}\" is of {}, not of {}", where, label, found->second->model->name, model.name));
  }
  std::vector<std::string_view> names;
  for (const auto& [name, row] : labels) names.emplace_back(name);
  throw FixtureError(fmt::format("{}: there is no row of {} labelled \"{}\"{}", where, model.root().table, label,
                                 did_you_mean(label, std::span<const std::string_view>(names))));
}

}  // namespace rowan::testing
