#include "model/load/respell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>

#include "model/record/members.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

std::string spelling_of(const std::string& question, const ModelInfo& model, const std::string& text,
                        Connection& connection) {
  Statement& statement = connection.prepared(question);
  Execution execution(connection, statement, model.name, "ask for the spelling");
  statement.write(0, std::string_view(text));
  std::string spelling;
  if (!statement.step() || !statement.read(0, spelling))
    throw InvalidValue(fmt::format("\"{}\" is no value of the column's type", text));
  statement.step();  // the end
  return spelling;
}

}  // namespace

void respell(const TableFacts& facts, const ModelInfo& model, void* object,
             const std::vector<const AttributeInfo*>* set, Connection& connection) {
  for (const TableFacts::Respelled& each : facts.respelled) {
    const AttributeInfo& attribute = *each.attribute;
    if (set != nullptr && std::find(set->begin(), set->end(), &attribute) == set->end()) continue;
    const Value value = attribute.ops->get(member_of(object, attribute));
    const auto* text = std::get_if<std::string>(&value.storage());
    // Empty is what the constructor leaves, which a database default may replace; no type but text has it.
    if (text == nullptr || text->empty()) continue;
    try {
      const std::string spelling = spelling_of(each.question, model, *text, connection);
      if (spelling != *text) attribute.ops->set(member_of(object, attribute), Value(spelling));
    } catch (const InvalidValue& error) {
      refuse_unfit(model, attribute, error);
    }
  }
}

}  // namespace rowan
