// Nested writes of JSON: read, and looked through for what is permitted, before anything is written.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>

#include "core/json_view.hpp"
#include "model/record/value_of_json.hpp"
#include "rowan/association/nested.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/json.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/query/binder.hpp"

namespace rowan {
namespace {

constexpr std::array<std::string_view, 8> operation_names = {
    "create", "connect", "connect_or_create", "disconnect", "set", "update", "upsert", "delete"};

std::optional<NestedOperation> operation_named(std::string_view name) {
  const auto found = std::find(operation_names.begin(), operation_names.end(), name);
  if (found == operation_names.end()) return std::nullopt;
  return static_cast<NestedOperation>(found - operation_names.begin());
}

// What is done to targets comes before what makes rows targets: a row that a request connects is not its to change.
int turn_of(NestedOperation operation) {
  switch (operation) {
    case NestedOperation::update:
    case NestedOperation::upsert:
    case NestedOperation::disconnect:
    case NestedOperation::remove:
      return 0;
    case NestedOperation::set:
      return 1;
    default:
      return 2;
  }
}

std::string path_to(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
}

// A name that is there twice would be permitted as one thing, and written as another.
std::vector<JsonMember> members_once(JsonView json, const std::string& path) {
  std::vector<JsonMember> members = json.members();
  std::vector<std::string_view> names;
  for (const JsonMember& member : members) names.push_back(member.name);
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end()) throw InvalidValue(fmt::format("{}: is there twice", path_to(path, *twice)));
  return members;
}

class Reader {
 public:
  explicit Reader(const NestedLimits& limits) : limits_(limits) {}

  NestedWrite record(const ModelInfo& model, JsonView json, const Permit& permit, const std::string& path) {
    if (!json.is_object())
      throw InvalidValue(fmt::format("{}a record is written by a JSON object", path.empty() ? "" : path + ": "));
    NestedWrite write;
    for (const JsonMember& member : members_once(json, path)) {
      const std::string at = path_to(path, member.name);
      const AssociationInfo* association = model.find_association(member.name);
      const bool nested = association != nullptr && (!association->refers() || member.value.is_object());
      if (nested)
        operations(association->resolved(), member.value, permit, at, write);
      else
        write.values.emplace_back(member.name, value(model, member, permit, at));
    }
    std::stable_sort(write.steps.begin(), write.steps.end(), [](const NestedStep& left, const NestedStep& right) {
      return turn_of(left.operation) < turn_of(right.operation);
    });
    // From the record on, as the writer knows where that is.
    for (NestedStep& step : write.steps) step.path.erase(0, path.empty() ? 0 : path.size() + 1);
    return write;
  }

 private:
  static Value value(const ModelInfo& model, const JsonMember& member, const Permit& permit, const std::string& path) {
    const AttributeInfo& attribute = named(model, member.name, path);
    if (!is_listed(model, permit, attribute)) refuse(path, "may not be set by this JSON");
    return read(model, member.value, attribute, path);
  }

  static Value read(const ModelInfo& model, JsonView json, const AttributeInfo& attribute, const std::string& path) {
    try {
      Value value = value_of_json(json, model, attribute);
      static_cast<void>(bind_value(model, attribute, value));  // refuses what would not fit
      return value;
    } catch (const InvalidValue& error) {
      throw InvalidValue(fmt::format("{}: {}", path, error.what()), error.details());
    }
  }

  static const AttributeInfo& named(const ModelInfo& model, std::string_view name, const std::string& path) {
    try {
      return model.attribute(name);
    } catch (const QueryError& error) {
      throw QueryError(fmt::format("{}: {}", path, error.what()), error.details());
    }
  }

  static bool is_listed(const ModelInfo& model, const Permit& permit, const AttributeInfo& attribute) {
    if (permit.attributes().allows_all()) return true;
    const auto& names = permit.attributes().names();
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return &model.attribute(name) == &attribute; });
  }

  [[noreturn]] static void refuse(const std::string& path, std::string_view why) {
    throw QueryError(fmt::format("{} {}", path, why));
  }

  void operations(const AssociationInfo& association, JsonView json, const Permit& permit, const std::string& path,
                  NestedWrite& write) {
    const Permit::Branch* branch = permit.branch(association.name);
    if (branch == nullptr) refuse(path, "may not be written by this JSON");
    if (association.target == nullptr)
      refuse(path, "refers to one of several models, whose targets are written by themselves");
    if (!json.is_object()) {
      throw InvalidValue(
          fmt::format("{0}: a list in place of the targets would not say what becomes of the others: "
                      "give operations, as {{\"create\": […]}} or {{\"set\": […]}}",
                      path));
    }
    const std::size_t before = write.steps.size();
    for (const JsonMember& member : members_once(json, path)) {
      const std::string at = path_to(path, member.name);
      const auto operation = operation_named(member.name);
      if (!operation) refuse(at, fmt::format("is no operation: there are {}", fmt::join(operation_names, ", ")));
      const auto& permitted = branch->operations;
      if (std::find(permitted.begin(), permitted.end(), *operation) == permitted.end())
        refuse(at, "may not be done by this JSON");
      all_of(association, *operation, member.value, branch->targets, at, write);
    }
    if (!association.to_many() && write.steps.size() > before + 1)
      throw InvalidValue(fmt::format("{}: has one target, which one write does one thing with", path));
  }

  // One, or an array of them; of `set` the array is one.
  void all_of(const AssociationInfo& association, NestedOperation operation, JsonView json, const Permit& permit,
              const std::string& path, NestedWrite& write) {
    if (operation == NestedOperation::set) {
      if (!json.is_array()) throw InvalidValue(fmt::format("{}: takes an array of rows", path));
      NestedStep& step = add(association, operation, path, write);
      std::size_t number = 0;
      for (const JsonView row : json.elements()) {
        const std::string at = fmt::format("{}[{}]", path, number++);
        count(at);
        step.where.push_back(where(*association.target, row, permit, at));
      }
      return;
    }
    if (!json.is_array()) return one(association, operation, json, permit, path, write);
    std::size_t number = 0;
    for (const JsonView element : json.elements())
      one(association, operation, element, permit, fmt::format("{}[{}]", path, number++), write);
  }

  NestedStep& add(const AssociationInfo& association, NestedOperation operation, const std::string& path,
                  NestedWrite& write) {
    count(path);
    return write.steps.emplace_back(NestedStep{association.name, operation, path, {}, {}, {}});
  }

  void count(const std::string& path) {
    if (++steps_ > limits_.most_steps)
      throw InvalidValue(fmt::format("{}: more than {} operations in one write", path, limits_.most_steps));
  }

  NestedWrite descend(const ModelInfo& model, JsonView json, const Permit& permit, const std::string& path) {
    if (++depth_ > limits_.most_depth)
      throw InvalidValue(fmt::format("{}: operations inside each other {} deep are too many", path, depth_));
    NestedWrite inner = record(model, json, permit, path);
    --depth_;
    return inner;
  }

  void one(const AssociationInfo& association, NestedOperation operation, JsonView json, const Permit& permit,
           const std::string& path, NestedWrite& write) {
    const ModelInfo& model = *association.target;
    NestedStep step{association.name, operation, path, {}, {}, {}};
    const auto row = [&](JsonView values, const std::string& at) {
      step.where.push_back(where(model, values, permit, at));
    };
    const auto data = [&](std::string_view name) {
      return descend(model, part(json, name, path), permit, path_to(path, name));
    };
    switch (operation) {
      case NestedOperation::create:
        step.data = descend(model, json, permit, path);
        break;
      case NestedOperation::connect:
        row(json, path);
        break;
      case NestedOperation::disconnect:
      case NestedOperation::remove:
        if (!association.to_many() && !json.is_object()) {
          if (!is_yes(json, path)) return;
          break;
        }
        row(json, path);
        break;
      case NestedOperation::connect_or_create:
        require_parts(json, {"where", "create"}, path);
        row(part(json, "where", path), path_to(path, "where"));
        if (part_if(json, "create")) step.data = data("create");
        if (!may_be_set(model, step.where.front(), permit)) step.operation = NestedOperation::connect;
        break;
      case NestedOperation::update:
        if (!association.to_many()) {
          step.data = descend(model, json, permit, path);
          break;
        }
        require_parts(json, {"where", "data"}, path);
        row(part(json, "where", path), path_to(path, "where"));
        step.data = data("data");
        break;
      case NestedOperation::upsert:
        if (association.to_many()) {
          require_parts(json, {"where", "create", "update"}, path);
          row(part(json, "where", path), path_to(path, "where"));
        } else {
          require_parts(json, {"create", "update"}, path);
        }
        step.data = data("create");
        step.update = data("update");
        break;
      case NestedOperation::set:
        break;
    }
    add(association, operation, path, write) = std::move(step);
  }

  static std::optional<JsonView> part_if(JsonView json, std::string_view name) {
    if (!json.is_object()) return std::nullopt;
    for (const JsonMember& member : json.members()) {
      if (member.name == name) return member.value;
    }
    return std::nullopt;
  }
  /// Of a to-one association there is no more to say than yes or no.
  static bool is_yes(JsonView json, const std::string& path) {
    if (json.is_boolean()) return json.text() == "true";
    throw InvalidValue(fmt::format("{}: takes true, or an object of values that the target must have", path));
  }

  static void require_parts(JsonView json, std::initializer_list<std::string_view> known, const std::string& path) {
    if (!json.is_object()) throw InvalidValue(fmt::format("{}: takes an object of {}", path, fmt::join(known, ", ")));
    for (const JsonMember& member : members_once(json, path)) {
      if (std::find(known.begin(), known.end(), member.name) != known.end()) continue;
      refuse(path_to(path, member.name), fmt::format("is not known: there are {}", fmt::join(known, ", ")));
    }
  }

  // A key may be looked for by everyone; a new record gets it only where that is permitted.
  static bool may_be_set(const ModelInfo& model, const NestedValues& values, const Permit& permit) {
    return std::all_of(values.begin(), values.end(),
                       [&](const auto& value) { return is_listed(model, permit, model.attribute(value.first)); });
  }

  static JsonView part(JsonView json, std::string_view name, const std::string& path) {
    if (const auto found = part_if(json, name)) return *found;
    throw InvalidValue(fmt::format("{}: has no \"{}\"", path, name));
  }

  // The key is always permitted: whether the row is one that may be written, the operation looks at.
  NestedValues where(const ModelInfo& model, JsonView json, const Permit& permit, const std::string& path) {
    if (!json.is_object()) throw InvalidValue(fmt::format("{}: a row is found by an object of values", path));
    NestedValues values;
    for (const JsonMember& member : members_once(json, path)) {
      const std::string at = path_to(path, member.name);
      const AttributeInfo& attribute = named(model, member.name, at);
      if (!attribute.primary_key && !is_listed(model, permit, attribute)) refuse(at, "may not be asked by this JSON");
      values.emplace_back(member.name, read(model, member.value, attribute, at));
      if (values.back().second.is_null()) throw InvalidValue(fmt::format("{}: is null, by which no row is found", at));
    }
    if (values.empty()) throw InvalidValue(fmt::format("{}: says nothing to find a row by", path));
    return values;
  }

  const NestedLimits& limits_;
  std::size_t steps_ = 0, depth_ = 0;
};

}  // namespace

NestedWrite nested_write_of(const ModelInfo& model, TextArgument text, const Permit& permit,
                            const NestedLimits& limits) {
  const std::string_view json = text;
  if (json.size() > limits.most_bytes) {
    throw InvalidValue(fmt::format("{} bytes of JSON for one write are too many: at most {} are read", json.size(),
                                   limits.most_bytes));
  }
  const Json document(json);
  return Reader(limits).record(model, JsonView(document.text()), permit, {});
}

SaveResult write_json(ModelBase& record, TextArgument json, const Permit& permit, const NestedLimits& limits) {
  return write_nested(record, nested_write_of(record.model_info(), json, permit, limits));
}

}  // namespace rowan
