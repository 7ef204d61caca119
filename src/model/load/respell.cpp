#include "model/load/respell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>

#include "model/record/members.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

// A text that is refused leaves the transaction as it was, where the driver can see to that.
class QuestionGuard {
 public:
  explicit QuestionGuard(Connection& connection) : driver_(connection.driver()) {
    if (connection.dialect().can().failed_statement_aborts_transaction && driver_.in_transaction())
      set_ = driver_.guard_next_statement();
  }
  ~QuestionGuard() {
    if (set_) driver_.forget_guard();
  }
  QuestionGuard(const QuestionGuard&) = delete;
  QuestionGuard& operator=(const QuestionGuard&) = delete;

 private:
  DriverConnection& driver_;
  bool set_ = false;
};

std::string spelling_of(const std::string& question, const ModelInfo& model, const std::string& text,
                        Connection& connection) {
  Statement& statement = connection.prepared(question);
  Execution execution(connection, statement, model.name, "ask for the spelling");
  const QuestionGuard guard(connection);
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
