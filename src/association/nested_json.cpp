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

std::string path_to(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
}

class Reader {
 public:
  explicit Reader(const NestedLimits& limits) : limits_(limits) {}

  NestedWrite record(const ModelInfo& model, JsonView json, const Permit& permit, const std::string& path) {
    if (!json.is_object())
      throw InvalidValue(fmt::format("{}a record is written by a JSON object", path.empty() ? "" : path + ": "));
    NestedWrite write;
    for (const JsonMember& member : json.members()) {
      const std::string at = path_to(path, member.name);
      const AssociationInfo* association = model.find_association(member.name);
      const bool nested = association != nullptr && (!association->refers() || member.value.is_object());
      if (nested)
        operations(association->resolved(), member.value, permit, at, write);
      else
        write.values.emplace_back(member.name, value(model, member, permit, at));
    }
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
    for (const JsonMember& member : json.members()) {
      const std::string at = path_to(path, member.name);
      const auto operation = operation_named(member.name);
      if (!operation) refuse(at, fmt::format("is no operation: there are {}", fmt::join(operation_names, ", ")));
      const auto& permitted = branch->operations;
      if (std::find(permitted.begin(), permitted.end(), *operation) == permitted.end())
        refuse(at, "may not be done by this JSON");
      all_of(association, *operation, member.value, branch->targets, at, write);
    }
  }

  // One, or an array of them; of `set` the array is one.
  void all_of(const AssociationInfo& association, NestedOperation operation, JsonView json, const Permit& permit,
              const std::string& path, NestedWrite& write) {
    if (operation == NestedOperation::set) {
      if (!json.is_array()) throw InvalidValue(fmt::format("{}: takes an array of rows", path));
      NestedStep& step = add(association, operation, path, write);
      std::size_t number = 0;
      for (const JsonView row : json.elements())
        step.where.push_back(where(*association.target, row, permit, fmt::format("{}[{}]", path, number++)));
      return;
    }
    if (!json.is_array()) return one(association, operation, json, permit, path, write);
    std::size_t number = 0;
    for (const JsonView element : json.elements())
      one(association, operation, element, permit, fmt::format("{}[{}]", path, number++), write);
  }

  NestedStep& add(const AssociationInfo& association, NestedOperation operation, const std::string& path,
                  NestedWrite& write) {
    if (++steps_ > limits_.most_steps)
      throw InvalidValue(fmt::format("{}: more than {} operations in one write", path, limits_.most_steps));
    return write.steps.emplace_back(NestedStep{association.name, operation, path, {}, {}, {}});
  }

  void one(const AssociationInfo& association, NestedOperation operation, JsonView json, const Permit& permit,
           const std::string& path, NestedWrite& write) {
    const ModelInfo& model = *association.target;
    NestedStep step{association.name, operation, path, {}, {}, {}};
    const bool finds = operation == NestedOperation::connect || association.to_many();
    const auto descend = [&](JsonView data, const std::string& at) {
      if (++depth_ > limits_.most_depth)
        throw InvalidValue(fmt::format("{}: operations inside each other {} deep are too many", at, depth_));
      NestedWrite inner = record(model, data, permit, at);
      --depth_;
      return inner;
    };
    switch (operation) {
      case NestedOperation::create:
        step.data = descend(json, path);
        break;
      case NestedOperation::connect:
      case NestedOperation::disconnect:
      case NestedOperation::remove:
        if (finds) step.where.push_back(where(model, json, permit, path));
        break;
      case NestedOperation::connect_or_create:
        step.where.push_back(where(model, part(json, "where", path), permit, path_to(path, "where")));
        if (const auto data = part_if(json, "create")) step.data = descend(*data, path_to(path, "create"));
        break;
      case NestedOperation::update:
        if (finds) step.where.push_back(where(model, part(json, "where", path), permit, path_to(path, "where")));
        step.data = finds ? descend(part(json, "data", path), path_to(path, "data")) : descend(json, path);
        break;
      case NestedOperation::upsert:
        if (finds) step.where.push_back(where(model, part(json, "where", path), permit, path_to(path, "where")));
        step.data = descend(part(json, "create", path), path_to(path, "create"));
        step.update = descend(part(json, "update", path), path_to(path, "update"));
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
  static JsonView part(JsonView json, std::string_view name, const std::string& path) {
    if (const auto found = part_if(json, name)) return *found;
    throw InvalidValue(fmt::format("{}: has no \"{}\"", path, name));
  }

  // The key is always permitted: whether the row is one that may be written, the operation looks at.
  NestedValues where(const ModelInfo& model, JsonView json, const Permit& permit, const std::string& path) {
    if (!json.is_object()) throw InvalidValue(fmt::format("{}: a row is found by an object of values", path));
    NestedValues values;
    for (const JsonMember& member : json.members()) {
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
