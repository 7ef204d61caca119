// What all parts of a query in JSON need: names, places for messages, limits.
#include "query/json/reader.hpp"

#include <fmt/format.h>

#include "core/quote.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/near_miss.hpp"
#include "rowan/query/ast.hpp"

namespace rowan {
namespace {

std::string_view word_for(JsonView json) {
  if (json.is_object()) return "an object";
  if (json.is_array()) return "an array";
  if (json.is_text()) return "a text";
  if (json.is_number()) return "a number";
  return json.is_null() ? "null" : "true or false";
}

template <class List>
std::vector<std::string_view> names_shown(const QueryLimits& limits, const ModelInfo& model, const List& members) {
  std::vector<std::string_view> names;
  for (const auto& member : members) {
    if (limits.shows(model, member.name)) names.push_back(member.name);
  }
  return names;
}

}  // namespace

bool QueryLimits::shows(const ModelInfo& model, std::string_view name) const {
  const AttributeInfo* attribute = model.find_attribute(name);
  if (attribute != nullptr && attribute->secret) return false;
  return !visible || visible(model, name);
}

void QueryJsonReader::check_size(std::string_view json) const {
  if (json.size() > limits_.bytes)
    throw QueryError(fmt::format("a query of {} bytes of JSON: at most {} are read", json.size(), limits_.bytes));
}

void QueryJsonReader::rethrow_with_place() const {
  const auto with_place = [&](const std::exception& error) {
    return place_.empty() ? std::string(error.what()) : fmt::format("{}: {}", place_, error.what());
  };
  try {
    throw;
  } catch (const InvalidValue& error) {
    throw InvalidValue(with_place(error));
  } catch (const QueryError& error) {
    throw QueryError(with_place(error));
  }
}

const AttributeInfo& QueryJsonReader::attribute(const ModelInfo& model, std::string_view name) const {
  const AttributeInfo* found = model.find_attribute(name);
  if (found != nullptr && limits_.shows(model, found->name)) return *found;
  throw QueryError(fmt::format("{} has no attribute {}{}", model.name, detail::in_quotes(name),
                               did_you_mean(name, names_shown(limits_, model, model.attributes))));
}

bool QueryJsonReader::has_association(const ModelInfo& model, std::string_view name) const {
  const AssociationInfo* found = model.find_association(name);
  return found != nullptr && limits_.shows(model, found->name);
}

const AssociationInfo& QueryJsonReader::association(const ModelInfo& model, std::string_view name) {
  const AssociationInfo* found = model.find_association(name);
  if (!has_association(model, name)) {
    throw QueryError(fmt::format("{} has no association {}{}", model.name, detail::in_quotes(name),
                                 did_you_mean(name, names_shown(limits_, model, model.associations))));
  }
  if (++associations_ > limits_.associations) {
    throw QueryError(
        fmt::format("more than {} steps to other models in one query: ask in several", limits_.associations));
  }
  return found->resolved();
}

const ModelInfo& QueryJsonReader::target(const AssociationInfo& association) const {
  if (association.target != nullptr) return *association.target;
  throw QueryError(fmt::format("{}.{} refers to one of several models, whose attributes differ",
                               association.owner->name, association.name));
}

QueryJsonReader::Operand QueryJsonReader::operand(const ModelInfo& model, std::string_view names) {
  const std::size_t dot = names.find('.');
  if (dot == std::string_view::npos) return {ast::column(names), &model, &attribute(model, names)};
  const AssociationInfo& step = association(model, names.substr(0, dot));
  if (step.to_many()) {
    throw QueryError(fmt::format(
        "{0}.{1} are many, and a path takes one: ask {{\"{1}\": {{\"some\": …}}}}, or for {{\"count\": \"*\", \"of\": "
        "\"{1}\"}}",
        model.name, step.name));
  }
  Operand inside = operand(target(step), names.substr(dot + 1));
  inside.expr = ast::at_target(step.is_branch() ? names.substr(0, dot) : step.name, std::move(inside.expr));
  return inside;
}

std::uint64_t QueryJsonReader::number(JsonView json, std::uint64_t most, std::string_view limit) const {
  const Value value = json.is_number() ? json.value() : Value();
  const auto* held = std::get_if<std::int64_t>(&value.storage());
  if (held == nullptr || *held < 0)
    throw QueryError(fmt::format("{} is no number of rows: write a whole number from 0", json.text().substr(0, 60)));
  if (static_cast<std::uint64_t>(*held) > most)
    throw QueryError(fmt::format("{} is more than {}, which is at most {} here", *held, limit, most));
  return static_cast<std::uint64_t>(*held);
}

std::string QueryJsonReader::text(JsonView json) const {
  if (!json.is_text()) throw QueryError(fmt::format("a text is expected here, not {}", word_for(json)));
  return json.unquoted();
}

bool QueryJsonReader::yes_or_no(JsonView json) const {
  if (!json.is_boolean()) throw QueryError(fmt::format("true or false is expected here, not {}", word_for(json)));
  return json.text() == "true";
}

}  // namespace rowan
