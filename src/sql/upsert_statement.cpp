// INSERT that changes the row that is already there, and the UPDATE of that row alone.
#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "index_condition.hpp"
#include "insert_parts.hpp"
#include "query_parts.hpp"
#include "query_writer.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/sql/compiler.hpp"
#include "set_clause.hpp"

namespace rowan {
namespace {

constexpr bound::SourceId row_there = 0;

class UpsertWriter {
 public:
  UpsertWriter(const Dialect& dialect, const ModelInfo& model, const Upsert& upsert)
      : dialect_(dialect), model_(model), upsert_(upsert), writer_(dialect) {}

  CompiledSql write() {
    const std::vector<SetStep> steps = this->steps();
    require_before(steps);
    begin();
    if (steps.empty() && !guarded() && !updates()) {
      write_nothing();
      return writer_.finish();
    }
    writer_.enter_conflict({row_there, model_.schema, model_.table, {}, nullptr});
    write_target();
    bool first = true;
    if (guarded() || updates()) write_key(first);
    if (!steps.empty()) write_sets(steps, first);
    if (updates()) write_where();
    return writer_.finish();
  }

 private:
  SqlWriter& out() { return writer_.out(); }
  [[nodiscard]] bool standard() const { return dialect_.can().conflict == ConflictStyle::on_conflict; }
  [[nodiscard]] bool updates() const { return !upsert_.row.empty(); }
  [[nodiscard]] bool guarded() const { return upsert_.other_keys && !standard() && !updates(); }

  void begin() {
    if (!updates()) return write_insert(out(), model_, upsert_.columns, upsert_.rows);
    writer_.send(upsert_.columns, upsert_.row);
    out().text("UPDATE ").table(model_.schema, model_.table).text(" SET ");
  }

  void write_sets(const std::vector<SetStep>& steps, bool& first) {
    for (const AttributeInfo* attribute : upsert_.update) {
      if (!attribute->updated_at && !attribute->lock_version) continue;
      separate(first);
      write_automatic(*attribute, steps);
    }
    for (const SetStep& step : in_turn(dialect_, model_, row_there, steps)) {
      separate(first);
      out().identifier(step.attribute->column).text(" = ");
      writer_.write_new_value(step.value, step.attribute->type);
    }
  }

  // What is set because it was sent, or asked for.
  [[nodiscard]] std::vector<SetStep> steps() const {
    std::vector<SetStep> steps;
    for (const AttributeInfo* attribute : upsert_.update) {
      if (!attribute->updated_at && !attribute->lock_version)
        steps.push_back({attribute, column(*attribute, excluded_source)});
    }
    for (const Assignment& assignment : upsert_.set)
      steps.push_back({assignment.attribute, bind_upsert_value(model_, assignment)});
    return steps;
  }

  // Where values are set one after the other, these two are first, as they are made of whether others change.
  void require_before(const std::vector<SetStep>& steps) const {
    if (dialect_.can().sets_at_once) return;
    for (const AttributeInfo* automatic : upsert_.update) {
      if (!automatic->updated_at && !automatic->lock_version) continue;
      for (const SetStep& step : steps) {
        if (!bound::reads_column(step.value, row_there, automatic->column)) continue;
        throw Unsupported(
            fmt::format("{} sets one value after the other, and {}.{}, which {} is made of, changes by "
                        "itself: PostgreSQL and SQLite can do it; here it takes two statements",
                        dialect_.name(), model_.name, automatic->name, step.attribute->name));
      }
    }
  }

  [[nodiscard]] BoundExpr column(const AttributeInfo& attribute, bound::SourceId source) const {
    const TypeKind kind = attribute.type.kind;
    return bound::make(bound::Column{source, attribute.column, kind, &model_, &attribute}, kind);
  }

  void write_target() {
    if (updates()) return;
    if (!standard()) {
      out().text(" ON DUPLICATE KEY UPDATE ");
      return;
    }
    write_conflict();
    out().text(" DO UPDATE SET ");
  }

  // A row that another key keeps out is an error, as where there is something to set.
  void write_nothing() {
    if (!standard()) return write_do_nothing(out(), model_.attributes.front().column);
    write_conflict();
    out().text(" DO NOTHING");
  }

  void write_conflict() {
    out().text(" ON CONFLICT (");
    write_columns(out(), upsert_.conflict);
    out().text(")");
    write_index_condition(out(), upsert_.where);
  }

  void separate(bool& first) {
    if (!std::exchange(first, false)) out().text(", ");
  }

  std::string there(const AttributeInfo& attribute) { return writer_.text(column(attribute, row_there)); }

  // A row that is sent as it is there stays as it is.
  void write_change_test(const std::vector<SetStep>& steps) {
    bool first = true;
    for (const SetStep& step : steps) {
      if (!std::exchange(first, false)) out().text(" OR ");
      const std::string before = there(*step.attribute);
      out().text(dialect_.differ(before, writer_.text(step.value), step.attribute->type.kind));
    }
  }

  // A record that was loaded before the row changed is stale then.
  void write_automatic(const AttributeInfo& attribute, const std::vector<SetStep>& steps) {
    out().identifier(attribute.column).text(" = ");
    const std::string before = there(attribute);
    out().text("CASE WHEN ");
    write_change_test(steps);
    out().text(" THEN ");
    if (attribute.updated_at)
      writer_.write_new_value(column(attribute, excluded_source), attribute.type);
    else
      out().text(counts_from_null(attribute) ? "COALESCE(" + before + ", 0) + 1" : before + " + 1");
    out().text(" ELSE ").text(before).text(" END");
  }

  // A column of the key becomes what it is, so that there is something to set. Where the database says only that some
  // key is there, and it is another one, a sum beyond 64 bits ends the statement: no row but that one has it computed.
  void write_key(bool& first) {
    separate(first);
    const AttributeInfo& part = *upsert_.conflict.front();
    out().identifier(part.column).text(" = ");
    if (!guarded()) {
      out().text(there(part));
      return;
    }
    out().text("CASE WHEN 9223372036854775807 + ((");
    write_key_test();
    out().text(") IS NOT TRUE) THEN ").text(there(part)).text(" END");
  }

  void write_where() {
    out().text(" WHERE ");
    write_key_test();
  }

  void write_key_test() {
    for (const AttributeInfo* part : upsert_.conflict) {
      if (part != upsert_.conflict.front()) out().text(" AND ");
      out().text(there(*part)).text(" = ").text(writer_.text(column(*part, excluded_source)));
    }
  }

  const Dialect& dialect_;
  const ModelInfo& model_;
  const Upsert& upsert_;
  QueryWriter writer_;
};

}  // namespace

CompiledSql compile_upsert(const Dialect& dialect, const ModelInfo& model, const Upsert& upsert) {
  return UpsertWriter(dialect, model, upsert).write();
}

}  // namespace rowan
