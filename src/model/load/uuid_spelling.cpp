#include "model/load/uuid_spelling.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <string>

#include <fmt/format.h>

#include "model/load/record_statements.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/uuid.hpp"

namespace rowan {
namespace {

/// Hands on what is bound, but UUIDs in another spelling.
class Respelling final : public ParameterWriter {
 public:
  Respelling(ParameterWriter& to, std::uint8_t spelling) : to_(to), spelling_(spelling) {}

  void write_null(int index, TypeKind kind) override { to_.write_null(index, kind); }
  void write(int index, bool value) override { to_.write(index, value); }
  void write(int index, std::int64_t value) override { to_.write(index, value); }
  void write(int index, std::uint64_t value) override { to_.write(index, value); }
  void write(int index, double value) override { to_.write(index, value); }
  void write(int index, const Decimal& value) override { to_.write(index, value); }
  void write(int index, std::string_view text) override { to_.write(index, text); }
  void write(int index, std::span<const std::byte> bytes) override { to_.write(index, bytes); }
  void write(int index, Date value) override { to_.write(index, value); }
  void write(int index, LocalDateTime value) override { to_.write(index, value); }
  void write(int index, Instant value) override { to_.write(index, value); }
  void write(int index, const Json& value) override { to_.write(index, value); }
  void write(int index, const Uuid& value) override {
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

 private:
  ParameterWriter& to_;
  std::uint8_t spelling_;
  std::deque<std::string> kept_texts_;  // bound by reference
  std::deque<std::array<std::uint8_t, 16>> kept_bytes_;
};

bool finds_any(Statement& statement, bool counts) {
  if (!statement.step()) return false;
  std::int64_t number = 1;
  if (counts) statement.read(0, number);
  return number != 0;
}

[[noreturn]] void refuse(const ModelInfo& model, std::uint8_t spelling) {
  const bool bytes = spelling == UuidSpelling::bytes;
  ErrorDetails details;
  details.table = model.table;
  throw InvalidValue(
      fmt::format("{} is asked for by a UUID that the database holds {}, so that it compares as another: it is asked "
                  "for in small letters with hyphens; change the column's rows, or declare the attribute {}",
                  model.name,
                  bytes                                ? "as sixteen bytes"
                  : spelling == UuidSpelling::capitals ? "in capitals"
                                                       : "without hyphens",
                  bytes ? "rowan::Bytes" : "std::string"),
      std::move(details));
}

}  // namespace

bool has_uuid(std::span<const TypeKind> kinds) {
  return std::find(kinds.begin(), kinds.end(), TypeKind::uuid) != kinds.end();
}

bool has_uuid(std::span<const AttributeInfo* const> attributes) {
  return std::any_of(attributes.begin(), attributes.end(),
                     [](const AttributeInfo* attribute) { return attribute->type.kind == TypeKind::uuid; });
}

void require_usual_spelling(Connection& connection, const ModelInfo& model, std::string_view sql, bool counts,
                            const BindParameters& bind) {
  const std::uint8_t spellings = RecordStatements::of(connection, model).facts().uuid_spellings;
  for (const std::uint8_t spelling : {UuidSpelling::capitals, UuidSpelling::no_hyphens, UuidSpelling::bytes}) {
    if ((spellings & spelling) == 0) continue;
    Statement& statement = connection.prepared(sql);
    Respelling writer(statement, spelling);
    bind(writer);
    const bool found = finds_any(statement, counts);
    statement.reset();
    if (found) refuse(model, spelling);
  }
}

}  // namespace rowan
