#include "model/load/uuid_spelling.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <string>

#include <fmt/format.h>

#include "model/load/record_statements.hpp"
#include "model/load/run_sql.hpp"
#include "reflect/error_details.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/uuid.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {
namespace {

/// Hands on what is bound, but UUIDs in another spelling: all of them, or those that `equal` stands in for.
class Respelling final : public ParameterWriter {
 public:
  Respelling(ParameterWriter& to, std::uint8_t spelling, const EqualUuids* equal)
      : to_(to), spelling_(spelling), equal_(equal) {}

  void write_null(int index, TypeKind kind) override { to_.write_null(index, kind); }
  void write(int index, bool value) override { to_.write(index, value); }
  void write(int index, std::int64_t value) override { to_.write(index, value); }
  void write(int index, std::uint64_t value) override { to_.write(index, value); }
  void write(int index, double value) override { to_.write(index, value); }
  void write(int index, const Decimal& value) override { to_.write(index, value); }
  void write(int index, std::string_view text) override {
    const std::string* given = equal_ == nullptr ? nullptr : equal_->text_of(text);
    to_.write(index, given == nullptr ? text : std::string_view(*given));
  }
  void write(int index, std::span<const std::byte> bytes) override { to_.write(index, bytes); }
  void write(int index, Date value) override { to_.write(index, value); }
  void write(int index, LocalDateTime value) override { to_.write(index, value); }
  void write(int index, Instant value) override { to_.write(index, value); }
  void write(int index, const Json& value) override { to_.write(index, value); }
  void write(int index, const Uuid& value) override {
    if (equal_ == nullptr) return respell(index, value);
    if (const Uuid* uuid = equal_->uuid_of(value)) return respell(index, *uuid);
    to_.write(index, value);
  }

 private:
  void respell(int index, const Uuid& value) {
    if (spelling_ == UuidSpelling::bytes) {
      kept_bytes_.push_back(value.bytes());
      return to_.write(index, std::as_bytes(std::span(kept_bytes_.back())));
    }
    std::string& text = kept_texts_.emplace_back(value.to_string());
    if (spelling_ == UuidSpelling::no_hyphens)
      std::erase(text, '-');
    else
      std::transform(text.begin(), text.end(), text.begin(),
                     [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c; });
    to_.write(index, std::string_view(text));
  }

  ParameterWriter& to_;
  std::uint8_t spelling_;
  const EqualUuids* equal_;
  std::deque<std::string> kept_texts_;  // bound by reference
  std::deque<std::array<std::uint8_t, 16>> kept_bytes_;
};

[[noreturn]] void refuse(const ModelInfo& model, std::uint8_t spelling) {
  const bool bytes = spelling == UuidSpelling::bytes;
  throw InvalidValue(
      fmt::format("{} is asked for by a UUID that the database holds {}, so that it compares as another: it is asked "
                  "for in small letters with hyphens; change the column's rows, or declare the attribute {}",
                  model.name,
                  bytes                                ? "as sixteen bytes"
                  : spelling == UuidSpelling::capitals ? "in capitals"
                                                       : "without hyphens",
                  bytes ? "rowan::Bytes" : "std::string"),
      details_of(model));
}

bool finds_any(Connection& connection, Statement& statement, const ModelInfo& model) {
  Execution execution(connection, statement, model.name, "check");
  const bool found = statement.step();
  execution.rows = found ? 1 : 0;
  return found;
}

}  // namespace

bool has_uuid(std::span<const TypeKind> kinds) {
  return std::find(kinds.begin(), kinds.end(), TypeKind::uuid) != kinds.end();
}

bool has_uuid(std::span<const AttributeInfo* const> attributes) {
  return std::any_of(attributes.begin(), attributes.end(),
                     [](const AttributeInfo* attribute) { return attribute->type.kind == TypeKind::uuid; });
}

bool may_be_spelt_otherwise(Connection& connection, const ModelInfo& model) {
  return RecordStatements::of(connection, model).facts().uuid_spellings != 0;
}

void require_usual_spelling(Connection& connection, const ModelInfo& model, std::string_view sql,
                            const EqualUuids& equal, const BindParameters& bind) {
  const std::uint8_t spellings = RecordStatements::of(connection, model).facts().uuid_spellings;
  for (const std::uint8_t spelling : {UuidSpelling::capitals, UuidSpelling::no_hyphens, UuidSpelling::bytes}) {
    if ((spellings & spelling) == 0) continue;
    Statement& statement = connection.prepared(sql);
    Respelling keys(statement, spelling, nullptr), others(statement, spelling, &equal);
    bind(keys, others);
    if (finds_any(connection, statement, model)) refuse(model, spelling);
  }
}

void require_usual_spelling(Connection& connection, const SelectQuery& query) {
  if (!may_be_spelt_otherwise(connection, *query.model)) return;
  EqualUuids equal;
  SelectQuery question;  // whatever the query gives of its rows, this asks for one
  question.model = query.model;
  question.composition = query.composition;
  question.where = equal.mark(query.where);
  if (equal.empty()) return;
  const CompiledSql exists = connection.compiler().exists(question);
  if (exists.raw) connection.prepared(exists.sql).keep_parameter_types();
  require_usual_spelling(connection, *query.model, exists.sql, equal,
                         [&](ParameterWriter&, ParameterWriter& others) { write_parameters(others, exists); });
}

}  // namespace rowan
