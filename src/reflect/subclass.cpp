#include "reflect/subclass.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "reflect/standing_count.hpp"
#include "rowan/core/error.hpp"
#include "rowan/reflect/model_builder.hpp"

namespace rowan::detail {

constinit std::atomic<std::uint32_t> standing_count{0};

namespace {

std::string same_place(const AttributeInfo& own, const AttributeInfo& base) {
  if (own.column != base.column) return fmt::format("uses the column {}, not {}", own.column, base.column);
  if (own.type.kind != base.type.kind)
    return fmt::format("is {}, not {}", to_string(own.type.kind), to_string(base.type.kind));
  return {};
}

// A row of a sub-class is a row of its base: it has all of its columns.
void check_shared_attributes(ModelInfo& info) {
  const ModelInfo& base = *info.base;
  if (info.table != base.table || info.schema != base.schema || info.database_name != base.database_name) {
    info.mistakes.push_back(
        fmt::format("{0} is a sub-class of {1}, so it can't have a table of its own: leave table(…), schema(…) and "
                    "database(…) to {1}",
                    info.name, base.name));
  }
  for (const AttributeInfo& attribute : base.attributes) {
    const auto own = std::find_if(info.attributes.begin(), info.attributes.end(),
                                  [&](const AttributeInfo& each) { return each.name == attribute.name; });
    if (own == info.attributes.end()) {
      info.mistakes.push_back(
          fmt::format("{0} is a sub-class of {1}, but has no attribute {2}: let both have the base class, described by "
                      "ROWAN_MIXIN, that {2} is in, and name it in ROWAN_MODEL({0}, (…), (…))",
                      info.name, base.name, attribute.name));
    } else if (const std::string other = same_place(*own, attribute); !other.empty()) {
      info.mistakes.push_back(fmt::format("{}.{} {}, as {}.{} does: configure both alike, in what they share",
                                          info.name, own->name, other, base.name, attribute.name));
    }
  }
}

// Where both have one column of their own, it is one column of their table.
void check_siblings_columns(ModelInfo& info) {
  for (const ModelInfo* kind : info.base->root().kinds()) {
    for (const AttributeInfo& attribute : info.attributes) {
      const auto same = std::find_if(kind->attributes.begin(), kind->attributes.end(),
                                     [&](const AttributeInfo& each) { return each.column == attribute.column; });
      if (same == kind->attributes.end() || same->type.kind == attribute.type.kind) continue;
      info.mistakes.push_back(
          fmt::format("{}.{} is {} and {}.{} is {}, and both are the column {} of one table: give one of them another "
                      "column(…)",
                      info.name, attribute.name, to_string(attribute.type.kind), kind->name, same->name,
                      to_string(same->type.kind), attribute.column));
    }
  }
}

const AttributeInfo* inherited_type(const ModelInfo& info) {
  const AttributeInfo* type = info.base->type_attribute;
  return type == nullptr ? nullptr : info.find_attribute(type->name);
}

// Blank before it is saved for the first time: the library sets it then.
AttributeRule known_type(const ModelInfo& info) {
  return [&info](const Value& value) -> std::optional<std::string> {
    const std::string type = value.is_null() ? std::string() : value.to_string();
    if (type.empty() || is_type_known(info.root(), type)) return std::nullopt;
    return fmt::format("is the type of no model: there are {}", types_of(info.root()));
  };
}

}  // namespace

void begin_subclass(ModelInfo& info, const ModelInfo& base) {
  info.base = &base;
  info.table = base.table;
  info.schema = base.schema;
  info.database_name = base.database_name;
}

void check_types(ModelInfo& info) {
  if (info.base != nullptr) {
    if (info.type_attribute == nullptr) info.type_attribute = inherited_type(info);
    check_shared_attributes(info);
    if (info.mistakes.empty()) check_siblings_columns(info);
    if (info.type_attribute == nullptr) {
      info.mistakes.push_back(
          fmt::format("{0} is a sub-class of {1}, whose rows don't say which they are: give what both share a text "
                      "attribute, and say m.type_attribute(…) of it",
                      info.name, info.base->name));
    }
  }
  if (info.type_attribute == nullptr) return;
  AttributeInfo& type = info.attributes[info.type_attribute->index];
  if (type.type.kind != TypeKind::text || type.ops->choices != nullptr || type.association != nullptr ||
      type.primary_key || type.database_default) {
    info.mistakes.push_back(
        fmt::format("{}.{} can't be the type_attribute: it is a std::string, or an optional one, and no key, without "
                    "a database_default",
                    info.name, type.name));
    return;
  }
  if (type.type.length == 0) type.type.length = 100;  // as long as a type_name may be
  type.rules.push_back({RuleKind::custom, {}, known_type(info)});
}

std::string clash_of_types(const ModelInfo& model) {
  if (model.base == nullptr) return {};
  const ModelInfo* same = kind_of_type(model.root(), model.type_name);
  if (same == nullptr) return {};
  return fmt::format("{} and {} both have the type '{}': give one of them another with m.type_name(\"…\")",
                     same->qualified_name, model.qualified_name, model.type_name);
}

// Called under the registry's lock. A list that others may be reading stays: there is one for each sub-class that
// joins.
void join_kinds(const ModelInfo& model) {
  static auto* const replaced = new std::vector<std::unique_ptr<const std::vector<const ModelInfo*>>>;
  for (const ModelInfo* each = &model; each != nullptr; each = each->base) {
    const auto* known = std::atomic_ref(each->known_kinds).load(std::memory_order_relaxed);
    auto more = std::make_unique<std::vector<const ModelInfo*>>();
    if (known != nullptr) *more = *known;
    more->push_back(&model);
    std::atomic_ref(each->known_kinds).store(more.release(), std::memory_order_release);
    if (known != nullptr) replaced->emplace_back(known);
  }
  if (model.base != nullptr) standing_count.fetch_add(1, std::memory_order_release);
}

const ModelInfo* kind_of_type(const ModelInfo& model, std::string_view type) {
  for (const ModelInfo* kind : model.kinds()) {
    if (kind->type_name == type) return kind;
  }
  return nullptr;
}

bool is_type_known(const ModelInfo& model, std::string_view type) {
  if (kind_of_type(model, type) != nullptr) return true;
  describe_those_registered();
  return kind_of_type(model, type) != nullptr;
}

bool is_of_kind(const ModelInfo& model, const ModelInfo& kind) {
  for (const ModelInfo* each = &model; each != nullptr; each = each->base) {
    if (each == &kind) return true;
  }
  return false;
}

bool leads_to_kin(const AssociationInfo& reference, const ModelInfo& model) {
  if (reference.leads_to(model.qualified_name)) return true;
  const auto& kin = model.root().kinds();
  return std::any_of(kin.begin(), kin.end(),
                     [&](const ModelInfo* each) { return reference.leads_to(each->qualified_name); });
}

std::string types_of(const ModelInfo& model) {
  std::string types;
  for (const ModelInfo* kind : model.kinds())
    types += fmt::format("{}'{}'", types.empty() ? "" : ", ", kind->type_name);
  return types;
}

}  // namespace rowan::detail

// One that is in no registry has none.
const std::vector<const rowan::ModelInfo*>& rowan::ModelInfo::kinds() const noexcept {
  static const std::vector<const ModelInfo*> none;
  const auto* known = std::atomic_ref(known_kinds).load(std::memory_order_acquire);
  return known == nullptr ? none : *known;
}
