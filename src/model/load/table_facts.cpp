#include "model/load/table_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>

#include "connection/watchdog.hpp"
#include "core/ascii_case.hpp"
#include "model/load/fit_check.hpp"
#include "model/load/run_sql.hpp"
#include "model/record/members.hpp"
#include "reflect/error_details.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/integer_range.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {

void refuse_unfit(const ModelInfo& model, const AttributeInfo& attribute, const InvalidValue& error) {
  throw InvalidValue(fmt::format("{}.{} does not fit column {}.{}: {}", model.name, attribute.name, model.table,
                                 attribute.column, error.what()),
                     details_of(model, attribute));
}

namespace {

// What the model declared is not looked at again: its own rules hold the value to it.
ColumnLimit beyond_declared(ColumnLimit limit, const LogicalType& declared) {
  if (element_of(declared.kind) == TypeKind::decimal && declared.precision != 0 && declared.scale <= limit.scale)
    limit.scale = -1;
  return limit;
}

void take_column(TableFacts& facts, const ModelInfo& model, const Dialect& dialect, std::string_view column,
                 std::string_view type) {
  for (const AttributeInfo& attribute : model.attributes) {
    if (attribute.column != column) continue;
    ColumnLimit limit = beyond_declared(dialect.column_limit(declared_type(type), attribute.type.kind), attribute.type);
    limit.replaces_null &= attribute.nullable;
    facts.uuid_spellings |= std::exchange(limit.uuid_spellings, std::uint8_t{0});  // of no concern to what is written
    if (limit.any()) facts.limits.push_back({&attribute, limit});
  }
}

// Whether numbers that the database counts up in such a column may be more than the member holds.
bool may_outgrow(const Dialect& dialect, TypeKind key, std::string_view type) {
  if (range_of(key).highest >= range_of(TypeKind::int64).highest) return false;
  return dialect.integer_bits(declared_type(type)) > static_cast<int>(std::bit_width(range_of(key).highest)) + 1;
}

// The question has a word where the value belongs, so that no driver takes it for a placeholder of the query for facts.
void take_respelled(TableFacts& facts, const ModelInfo& model, const Dialect& dialect, std::string_view column,
                    std::string question) {
  constexpr std::string_view word = "rowan_value";
  const auto at = question.find(word);
  if (at == std::string::npos) return;
  std::string placeholder;
  dialect.append_placeholder(placeholder, 1);
  question.replace(at, word.size(), placeholder);
  for (const AttributeInfo& attribute : model.attributes) {
    if (attribute.type.kind == TypeKind::text && attribute.column == column)
      facts.respelled.push_back({&attribute, question});
  }
}

// As the model spells the column: the table may have been made in other letters that the database takes for the same.
void spell_as_declared(std::string& column, const ModelInfo& model, bool ignore_case) {
  const auto found = std::find_if(model.attributes.begin(), model.attributes.end(), [&](const AttributeInfo& each) {
    return same_name(each.column, column, ignore_case);
  });
  if (found != model.attributes.end()) column = found->column;
}

}  // namespace

const ColumnLimit* TableFacts::limit_of(const AttributeInfo& attribute) const {
  for (const Limited& limited : limits) {
    if (limited.attribute == &attribute) return &limited.column;
  }
  return nullptr;
}

void TableFacts::require_fit(const ModelInfo& model, const void* object,
                             const std::vector<const AttributeInfo*>* set) const {
  for (const Limited& limited : limits) {
    if (set != nullptr && std::find(set->begin(), set->end(), limited.attribute) == set->end()) continue;
    FitCheck check(limited.column);
    try {
      limited.attribute->ops->write(check, 0, member_of(object, *limited.attribute));
    } catch (const InvalidValue& error) {
      refuse_unfit(model, *limited.attribute, error);
    }
  }
}

void TableFacts::require_fit(const ModelInfo& model, const AttributeInfo& attribute, const Value& value) const {
  const ColumnLimit* limit = limit_of(attribute);
  if (limit == nullptr) return;
  FitCheck check(*limit);
  try {
    write_value(check, 0, value, attribute.type.kind);
  } catch (const InvalidValue& error) {
    refuse_unfit(model, attribute, error);
  }
}

void TableFacts::require_comparable(const ModelInfo& model, const AttributeInfo& attribute) const {
  const ColumnLimit* limit = limit_of(attribute);
  if (limit == nullptr) return;
  try {
    if (limit->holds) refuse_other_kind(attribute.type.kind, *limit->holds);
    if (limit->mixes_numbers)
      throw InvalidValue(
          "the column has no type, so that others may keep numbers in it, which no text of digits equals: declare it "
          "TEXT or NUMERIC");
  } catch (const InvalidValue& error) {
    refuse_unfit(model, attribute, error);
  }
}

Value TableFacts::stamp_of(const AttributeInfo& attribute, Instant time) const {
  const ColumnLimit* limit = limit_of(attribute);
  return stamp_value(attribute, limit == nullptr ? time : kept_part(time, *limit));
}

bool TableFacts::cut_stamp(const AttributeInfo* attribute, void* object) const {
  const ColumnLimit* limit = attribute == nullptr ? nullptr : limit_of(*attribute);
  if (limit == nullptr) return false;
  const Value value = attribute->ops->get(member_of(object, *attribute));
  Instant time{};
  if (const auto* instant = std::get_if<Instant>(&value.storage()))
    time = *instant;
  else if (const auto* reading = std::get_if<LocalDateTime>(&value.storage()))
    time = Instant(reading->time_since_epoch());
  else
    return false;
  stamp(attribute, object, kept_part(time, *limit));
  return true;
}

TableFacts look_up_facts(Connection& connection, const ModelInfo& model) {
  const Dialect& dialect = connection.dialect();
  const CompiledSql question = dialect.table_facts(model.schema, model.table);
  TableFacts facts;
  if (question.sql.empty()) {
    facts.outgrows_key = model.generated_key && may_outgrow(dialect, model.primary_key[0]->type.kind, {});
    facts.plain = !facts.outgrows_key;
    return facts;
  }
  const auto statement = connection.prepare(question.sql);
  bind_all(*statement, question);
  const Watch watch(connection.driver().socket(), connection.time_limit());
  bool found = false, counted = false, triggers = false;
  while (statement->step()) {
    std::string what, name, detail;
    statement->read(0, what);
    statement->read(1, name);
    statement->read(2, detail);
    spell_as_declared(name, model, dialect.can().columns_ignore_case);
    found = true;
    facts.has_insert_rules |= what == "rules";
    facts.remembers_keys |= what == "remembers";
    triggers |= what == "trigger";
    facts.redirects_inserts |= what == "inserts" || what == "view";
    facts.redirects_updates |= what == "updates" || what == "view";
    facts.redirects_deletes |= what == "deletes" || what == "view";
    facts.always_counts |= what == "always" && model.generated_key && model.primary_key[0]->column == name;
    if (what == "listed") facts.listed.push_back(name);
    if (what == "respelled") take_respelled(facts, model, dialect, name, detail);
    if (what != "column" && what != "counted" && what != "uncounted") continue;
    const bool generated = model.generated_key && model.primary_key[0]->column == name;
    counted |= generated && what == "counted";
    facts.keyless |= generated && what == "uncounted";
    facts.outgrows_key |= generated && may_outgrow(dialect, model.primary_key[0]->type.kind, detail);
    take_column(facts, model, dialect, name, detail);
  }
  if (found && model.generated_key && dialect.can().last_insert_id) facts.counts_keys = counted;
  facts.numbers_on = counted && !triggers;
  facts.plain = !facts.minds_values() && facts.counts_keys && !facts.outgrows_key &&
                !(facts.redirects_inserts || facts.redirects_updates || facts.redirects_deletes);
  return facts;
}

}  // namespace rowan
