#include "rowan/testing/fixtures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <fstream>
#include <iterator>

#include "core/json_view.hpp"
#include "model/record/value_of_json.hpp"
#include "rowan/core/near_miss.hpp"
#include "rowan/model/any_relation.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/reflect/registry.hpp"
#include "testing/refer.hpp"

namespace rowan::testing {
namespace {

bool is_json(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{';
}

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw FixtureError(path + ": there is no such file of fixtures, or it can't be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

// Others are the database's own, as a deadlock is: whoever runs a block again for them must see them.
bool is_of_the_row(const Error& error) {
  const auto is = [&]<class... Errors>() { return ((dynamic_cast<const Errors*>(&error) != nullptr) || ...); };
  return is.operator()<RecordInvalid, RecordNotSaved, InvalidValue, ConstraintViolation, MappingError, QueryError>();
}

bool is_of(const ModelInfo& model, const ModelInfo& base) {
  const ModelInfo* at = &model;
  while (at != nullptr && at != &base) at = at->base;
  return at != nullptr;
}

Json parsed(std::string_view text, const std::string& where) {
  try {
    return Json(text);
  } catch (const InvalidValue& error) {
    throw FixtureError(where + ": " + error.what());
  }
}

}  // namespace

FixtureError::~FixtureError() = default;

class FixtureLoader {
 public:
  FixtureLoader(const Database& database, std::string_view text, std::string source)
      : database_(database),
        source_(std::move(source)),
        document_(parsed(text, source_)),
        models_(registry().models()) {}

  Fixtures load() {
    const JsonView sets(document_.text());
    for (const JsonMember& set : object(sets, source_, "sets")) plan(set);
    Fixtures result(database_);
    database_.transaction([&] {
      for (Planned& row : rows_) save(row);
    });
    for (const auto& [root, labels] : by_label_) {
      for (const auto& [label, row] : labels)
        result.rows_[root].emplace(label, Fixtures::Row{row->model, key_of(*row)});
    }
    return result;
  }

 private:
  /// One row to be saved.
  struct Planned {
    enum class State : std::uint8_t { waiting, begun, saved };
    const ModelInfo* model;
    std::string where;  ///< "fixtures.json: books.solaris"
    JsonView json;
    AnyRecord record;
    State state = State::waiting;
  };
  using Labels = std::map<std::string, Planned*, std::less<>>;

  static std::vector<JsonMember> object(JsonView json, const std::string& where, std::string_view of_what) {
    if (!json.is_object()) throw FixtureError(fmt::format("{}: is no object of {}: {}", where, of_what, json.text()));
    auto members = json.members();
    for (auto each = members.begin(); each != members.end(); ++each) {
      if (std::any_of(members.begin(), each, [&](const JsonMember& other) { return other.name == each->name; }))
        throw FixtureError(fmt::format("{}: \"{}\" is there twice", where, each->name));
    }
    return members;
  }

  void plan(const JsonMember& set) {
    const ModelInfo& model = model_of_set(set.name, source_);
    const std::string where = fmt::format("{}: {}", source_, set.name);
    Labels& labels = by_label_[&model.root()];
    for (const JsonMember& row : object(set.value, where, "labelled rows")) {
      Planned& planned = rows_.emplace_back(Planned{&model, where + '.' + row.name, row.value, AnyRecord(model)});
      if (!labels.emplace(row.name, &planned).second)
        throw FixtureError(fmt::format("{}: another row of {} has this label", planned.where, model.root().table));
    }
  }

  [[nodiscard]] const ModelInfo& model_of_set(std::string_view name, const std::string& where) const {
    std::vector<std::string_view> names;
    const ModelInfo* found = nullptr;
    for (const ModelInfo* model : models_) {
      const bool by_table = model->base == nullptr && model->table == name;
      if (model->name != name && model->qualified_name != name && !by_table) {
        names.push_back(model->name);
        if (model->base == nullptr) names.push_back(model->table);
        continue;
      }
      if (found != nullptr)
        throw FixtureError(fmt::format("{}: \"{}\" may be {} or {}: write it in full", where, name,
                                       found->qualified_name, model->qualified_name));
      found = model;
    }
    if (found != nullptr) return *found;
    throw FixtureError(
        fmt::format("{}: there is no model or table \"{}\"{}", where, name, did_you_mean(name, std::span(names))));
  }

  void save(Planned& row) {
    if (row.state == Planned::State::saved) return;
    if (row.state == Planned::State::begun)
      throw FixtureError(row.where +
                         ": refers to itself by way of what it refers to: leave one of the references out, "
                         "and set it afterwards");
    row.state = Planned::State::begun;
    for (const JsonMember& member : object(row.json, row.where, "attributes")) set(row, member);
    try {
      row.record->save_or_throw(database_);
    } catch (const Error& error) {
      if (!is_of_the_row(error)) throw;
      throw FixtureError(fmt::format("{}: can't be saved: {}", row.where, error.what()), error.details());
    }
    row.state = Planned::State::saved;
  }

  void set(Planned& row, const JsonMember& member) {
    const std::string where = row.where + '.' + member.name;
    if (const AssociationInfo* association = row.model->find_association(member.name))
      return refer(row, association->resolved(), member.value, where);
    try {
      const AttributeInfo& attribute = row.model->attribute(member.name);
      row.record->set(attribute.name, value_of_json(member.value, *row.model, attribute));
    } catch (const Error& error) {
      throw FixtureError(fmt::format("{}: {}", where, error.what()));
    }
  }

  void refer(Planned& row, const AssociationInfo& association, JsonView json, const std::string& where) {
    if (!association.refers())
      throw FixtureError(where + ": only what a row belongs to is given by a label: name this row in the others");
    if (json.is_null()) return;
    Planned& target = association.branches.empty() ? labelled(*association.target, json, where)
                                                   : labelled_in_set(association, json, where);
    save(target);
    testing::refer(*row.record, association.branch_to(target.model->root())->resolved(), *target.record);
  }

  Planned& labelled_in_set(const AssociationInfo& association, JsonView json, const std::string& where) {
    const auto members = json.is_object() ? json.members() : std::vector<JsonMember>();
    if (members.size() != 1)
      throw FixtureError(where + R"(: a reference to one of several models is written {"set": "label"})");
    const ModelInfo& model = model_of_set(members.front().name, where);
    if (association.branch_to(model.root()) == nullptr)
      throw FixtureError(fmt::format("{}: does not refer to {}", where, model.name));
    return labelled(model, members.front().value, where);
  }

  Planned& labelled(const ModelInfo& model, JsonView json, const std::string& where) {
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

  static std::vector<Value> key_of(const Planned& row) {
    std::vector<Value> key;
    for (const AttributeInfo* part : row.model->primary_key) key.push_back(row.record->get(part->name));
    return key;
  }

  Database database_;
  const std::string source_;
  const Json document_;
  const std::vector<const ModelInfo*> models_;
  std::deque<Planned> rows_;  ///< in the order of the document; a deque, for they stay where they are
  std::map<const ModelInfo*, Labels> by_label_;  ///< of each table's own model
};

AnyRecord Fixtures::find(const ModelInfo& model, std::string_view label) const {
  const auto table = rows_.find(&model.root());
  std::vector<std::string_view> names;
  if (table != rows_.end()) {
    if (const auto row = table->second.find(label); row != table->second.end()) {
      auto found = AnyRelation(model).on(database_).find_if(row->second.key);
      if (found) return std::move(*found);
      throw RecordNotFound(
          fmt::format("the row of {} labelled \"{}\" is gone, hidden by a default condition, or of no {}",
                      model.root().table, label, model.name));
    }
    for (const auto& [name, row] : table->second) names.emplace_back(name);
  }
  throw FixtureError(fmt::format("there is no row of {} labelled \"{}\" in the fixtures{}", model.root().table, label,
                                 did_you_mean(label, std::span<const std::string_view>(names))));
}

Fixtures load_fixtures(const Database& database, TextArgument path_or_json) {
  const std::string_view given = path_or_json;
  if (is_json(given)) return FixtureLoader(database, given, "fixtures").load();
  const std::string path(given);
  return FixtureLoader(database, contents(path), path).load();
}

}  // namespace rowan::testing
