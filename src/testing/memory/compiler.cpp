#include "testing/memory/compiler.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "query/insertable.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"
#include "sql/set_clause.hpp"
#include "testing/memory/dialect.hpp"
#include "testing/memory/executor.hpp"

namespace rowan::testing::memory {
namespace {

std::string table_of(const ModelInfo& model) { return table_key(model.schema, model.table); }

void require_writable(const ModelInfo& model) {
  if (!model.read_only) return;
  throw RecordNotSaved(fmt::format("{0} can't be written: the model is read_only()", model.name));
}

AttributeList key_of(const ModelInfo& model, std::string_view purpose) {
  if (!model.primary_key.empty()) return model.primary_key;
  throw MappingError(fmt::format("{} has no primary key; {} needs one", model.name, purpose));
}

Selection rows_where(Lowering& lowered, const ModelInfo& model, AttributeList where) {
  lowered.text(table_of(model));
  return {table_of(model), lowered.equal(where), {}, {}, {}};
}

Value value_for(const ModelInfo& model, const Assignment& assignment) {
  const AttributeInfo& attribute = *assignment.attribute;
  if (assignment.value.is_null() && (assignment.increment || !attribute.nullable)) {
    throw InvalidValue(fmt::format("{}.{}: can't be {} NULL", model.name, attribute.name,
                                   assignment.increment ? "incremented by" : "set to"));
  }
  if (assignment.increment && increment_kind(attribute, assignment.value) != attribute.type.kind)
    return assignment.value;
  return bind_value(model, attribute, assignment.value);
}

void require_no_checks(const schema::Table& table) {
  if (table.checks.empty()) return;
  throw Unsupported(fmt::format(
      "a database in memory takes no SQL, and the CHECK {} of table {} is some: test on SQLite, or leave CHECKs out "
      "with checks=ignore in the URL (\"memory:?checks=ignore\")",
      table.checks.front().name, table_key(table.schema, table.name)));
}

// All of it: tables that differ are made by different statements.
std::string shape_of(const schema::Table& table) {
  std::string shape = fmt::format("key {}", fmt::join(table.primary_key, " "));
  for (const schema::Column& column : table.columns) {
    const LogicalType& type = column.type;
    shape += fmt::format(", {} {} {} {}.{}{}{} {}", column.name, to_string(type.kind), type.length, type.precision,
                         type.scale, column.nullable ? " null" : "", column.generated ? " generated" : "",
                         column.default_sql);
  }
  for (const schema::ForeignKey& key : table.foreign_keys) {
    shape += fmt::format(", {} {}->{} {} {}", key.name, fmt::join(key.columns, " "), table_key(key.schema, key.table),
                         fmt::join(key.referenced_columns, " "), static_cast<int>(key.on_delete));
  }
  for (const schema::Index& index : table.indexes) {
    shape += fmt::format(", {}{} {}", index.unique ? "unique " : "", index.name, fmt::join(index.columns, " "));
    for (const schema::Term& term : index.where)
      shape += fmt::format(" {}{} {}", term.column, term.negated ? " not" : "", inspect(term.value));
  }
  return shape;
}

void require_number(const ModelInfo& model, const AttributeInfo& attribute) {
  const TypeKind kind = attribute.type.kind;
  const bool number =
      is_integer(kind) || kind == TypeKind::decimal || kind == TypeKind::float32 || kind == TypeKind::float64;
  if (number) return;
  throw QueryError(
      fmt::format("{}.{} can't be incremented: it is no number but {}", model.name, attribute.name, to_string(kind)));
}

}  // namespace

MemoryCompiler::MemoryCompiler(bool ignores_checks) : ignores_checks_(ignores_checks) {
  plans_.emplace(list_words, std::make_shared<const Plan>(ListPlan{}));
  plans_.emplace(list_named_words, std::make_shared<const Plan>(ListPlan{}));
}

std::shared_ptr<const Plan> MemoryCompiler::plan(std::string_view text) const {
  const std::lock_guard lock(mutex_);
  const auto found = plans_.find(std::string(text));
  return found == plans_.end() ? nullptr : found->second;
}

CompiledSql MemoryCompiler::keep(Lowering&& lowered, Plan plan) const {
  const std::lock_guard lock(mutex_);
  const auto [entry, is_new] = plans_.try_emplace(lowered.out.sql);
  if (is_new) entry->second = std::make_shared<const Plan>(std::move(plan));
  return std::move(lowered.out);
}

CompiledSql MemoryCompiler::ask(const SelectQuery& query, Output output) const {
  constexpr std::string_view words[] = {"select ", "count ", "exists "};
  Lowering lowered;
  lowered.text(words[static_cast<std::size_t>(output)]);
  SelectPlan plan = lowered.select(query);
  plan.output = output;
  return keep(std::move(lowered), std::move(plan));
}

CompiledSql MemoryCompiler::select(const SelectQuery& query) const { return ask(query, Output::rows); }
CompiledSql MemoryCompiler::count(const SelectQuery& query) const { return ask(query, Output::count); }

CompiledSql MemoryCompiler::exists(const SelectQuery& query) const {
  SelectQuery first = query;
  first.order.clear();
  first.limit = std::min<std::uint64_t>(query.limit.value_or(1), 1);
  return ask(first, Output::existence);
}

namespace {

void require_changeable(const SelectQuery& which) {
  require_writable(*which.model);
  if (which.distinct_on.empty()) return;
  throw Unsupported(fmt::format(
      "a database in memory changes no {} by distinct_on(…): pluck() the keys, and change the rows that have them",
      which.model->name));
}

}  // namespace

CompiledSql MemoryCompiler::update_all(const SelectQuery& which, std::span<const Assignment> assignments) const {
  const ModelInfo& model = *which.model;
  require_changeable(which);
  if (assignments.empty()) throw QueryError(fmt::format("update_all of {} sets nothing", model.name));
  Lowering lowered;
  UpdatePlan plan;
  lowered.text("update ");
  for (const Assignment& assignment : assignments) {
    const AttributeInfo& attribute = *assignment.attribute;
    if (!assignment.computed.always_true()) {
      lowered.text(attribute.column).text("=");
      Operand value = lowered.new_value(bind_new_value(model, attribute, assignment.computed));
      lowered.text(" ");
      plan.sets.push_back({column_of(attribute), 0, false, std::make_shared<const Operand>(std::move(value))});
      continue;
    }
    if (assignment.increment) require_number(model, attribute);
    lowered.text(attribute.column).text(assignment.increment ? "+=" : "=");
    const Hole hole = lowered.hole(value_for(model, assignment), attribute.type.kind);
    lowered.text(" ");
    plan.sets.push_back({column_of(attribute), hole, assignment.increment});
  }
  lowered.text("in ");
  plan.of = lowered.selection(which);
  return keep(std::move(lowered), std::move(plan));
}

CompiledSql MemoryCompiler::delete_all(const SelectQuery& which) const {
  require_changeable(which);
  Lowering lowered;
  lowered.text("delete from ");
  DeletePlan plan{lowered.selection(which)};
  return keep(std::move(lowered), std::move(plan));
}

PlanSql MemoryCompiler::explain(const std::string&, const ExplainOptions&) const {
  throw Unsupported(
      "a database in memory has no plans to explain: ask a database of the kind that you deploy, SQLite, PostgreSQL or "
      "MariaDB");
}

std::string MemoryCompiler::find(const ModelInfo& model, const RowLock*) const {
  Lowering lowered;
  lowered.text("find ");
  SelectPlan plan;
  std::vector<const AttributeInfo*> all;
  for (const AttributeInfo& attribute : model.attributes) all.push_back(&attribute);
  for (Column& column : lowered.columns(all)) {
    plan.names.push_back(column.name);
    plan.outputs.push_back({std::move(column)});
  }
  lowered.text(" from ");
  plan.from = rows_where(lowered, model, key_of(model, "finding a record"));
  return keep(std::move(lowered), std::move(plan)).sql;
}

CompiledSql MemoryCompiler::insert_rows(const ModelInfo& model, AttributeList columns, std::size_t rows,
                                        InsertPlan plan, Lowering lowered) const {
  require_writable(model);
  lowered.text(fmt::format(" {} into {} ", rows, table_of(model)));
  plan.table = table_of(model);
  plan.columns = lowered.columns(columns);
  plan.rows = rows;
  return keep(std::move(lowered), std::move(plan));
}

std::string MemoryCompiler::insert(const ModelInfo& model, AttributeList columns, std::size_t rows,
                                   AttributeList returning) const {
  Lowering lowered;
  InsertPlan plan;
  lowered.text("insert");
  if (!returning.empty()) plan.returning = lowered.text(" returning ").columns(returning);
  return insert_rows(model, columns, rows, std::move(plan), std::move(lowered)).sql;
}

std::string MemoryCompiler::insert_ignore(const ModelInfo& model, AttributeList columns, std::size_t rows) const {
  Lowering lowered;
  InsertPlan plan;
  lowered.text("insert unless there");
  plan.on_conflict = Conflict::skip;
  return insert_rows(model, columns, rows, std::move(plan), std::move(lowered)).sql;
}

CompiledSql MemoryCompiler::upsert(const ModelInfo& model, const Upsert& upsert) const {
  Lowering lowered;
  InsertPlan plan;
  plan.on_conflict = Conflict::update;
  plan.conflict = lowered.text("upsert by ").columns(upsert.conflict);
  for (const IndexTerm& term : upsert.where) {
    plan.conflict_where.push_back({term.attribute->column, term.negated, term.value});
    lowered.text(term.negated ? " not " : " where ").text(term.attribute->column).text(" " + inspect(term.value));
  }
  lowered.text(" sending ").send(upsert.columns, upsert.rows);
  const auto sent = [&](const AttributeInfo* attribute) {
    return static_cast<std::size_t>(std::find(upsert.columns.begin(), upsert.columns.end(), attribute) -
                                    upsert.columns.begin());
  };
  const auto set = [&](const AttributeInfo& attribute, Operand value) {
    plan.sets.push_back({column_of(attribute), 0, false, std::make_shared<const Operand>(std::move(value))});
  };
  lowered.text(" setting ");
  for (const AttributeInfo* attribute : upsert.update) {
    lowered.text(attribute->column).text(" ");
    if (attribute->lock_version)
      plan.counted_up = column_of(*attribute);
    else if (attribute->updated_at)
      plan.stamp = sent(attribute);
    else
      set(*attribute, {Sent{sent(attribute)}});
  }
  for (const Assignment& assignment : upsert.set) {
    lowered.text(assignment.attribute->column).text("=");
    set(*assignment.attribute, lowered.new_value(bind_upsert_value(model, assignment)));
    lowered.text(" ");
  }
  plan.leaves_there = plan.sets.empty();
  return insert_rows(model, upsert.columns, upsert.rows, std::move(plan), std::move(lowered));
}

CompiledSql MemoryCompiler::insert_from(const ModelInfo& model, AttributeList columns, const SelectQuery& rows) const {
  require_writable(model);
  bound::Query query = bind_query(rows);
  require_insertable(model, columns, query);
  round_outputs(columns, query);
  Lowering lowered;
  InsertFromPlan plan;
  plan.table = table_of(model);
  plan.columns = lowered.text("insert into ").text(plan.table).columns(columns);
  lowered.text(" from ");
  plan.rows = lowered.select(query);
  return keep(std::move(lowered), std::move(plan));
}

BulkTarget MemoryCompiler::bulk_target(const ModelInfo& model, AttributeList columns) const {
  BulkTarget target{insert(model, columns), table_of(model), {}, {}};
  for (const AttributeInfo* column : columns) target.kinds.push_back(column->type.kind);
  return target;
}

std::string MemoryCompiler::update(const ModelInfo& model, AttributeList set, AttributeList where) const {
  require_writable(model);
  Lowering lowered;
  UpdatePlan plan;
  lowered.text("update ");
  for (const AttributeInfo* attribute : set) {
    lowered.text(attribute->column).text("=");
    plan.sets.push_back({column_of(*attribute), lowered.hole(Value(), attribute->type.kind), false});
    lowered.text(" ");
  }
  lowered.text("in ");
  plan.of = rows_where(lowered, model, where);
  return keep(std::move(lowered), std::move(plan)).sql;
}

std::string MemoryCompiler::update_many(const ModelInfo& model, AttributeList, AttributeList) const {
  throw Unsupported(fmt::format("a database in memory updates rows of {} one by one", model.name));
}

std::string MemoryCompiler::increment(const ModelInfo& model, const AttributeInfo& counter, AttributeList where,
                                      AttributeList returning) const {
  require_writable(model);
  require_number(model, counter);
  Lowering lowered;
  UpdatePlan plan;
  lowered.text("increment ").text(counter.column).text("+=");
  plan.sets.push_back({column_of(counter), lowered.hole(Value(), counter.type.kind), true});
  if (const AttributeInfo* version = model.lock_version; version != nullptr && version != &counter) {
    lowered.text(" counting up ").text(version->column);
    plan.counted_up = column_of(*version);
  }
  if (!returning.empty()) plan.returning = lowered.text(" returning ").columns(returning);
  lowered.text(" in ");
  plan.of = rows_where(lowered, model, where);
  return keep(std::move(lowered), std::move(plan)).sql;
}

std::string MemoryCompiler::remove(const ModelInfo& model, AttributeList where) const {
  require_writable(model);
  Lowering lowered;
  lowered.text("delete one from ");
  DeletePlan plan{rows_where(lowered, model, where)};
  return keep(std::move(lowered), std::move(plan)).sql;
}

std::vector<std::string> MemoryCompiler::create_tables(const schema::DatabaseSchema& schema) const {
  std::vector<std::string> texts;
  for (const schema::Table& table : schema.tables) {
    if (!ignores_checks_) require_no_checks(table);
    for (const schema::Column& column : table.columns) static_cast<void>(default_of(column));
    Lowering lowered;
    lowered.text(fmt::format("create {} ({})", table_key(table.schema, table.name), shape_of(table)));
    texts.push_back(keep(std::move(lowered), CreatePlan{table}).sql);
  }
  return texts;
}

std::vector<std::string> MemoryCompiler::drop_tables(const schema::DatabaseSchema& schema) const {
  std::vector<std::string> texts;
  for (const schema::Table& table : schema.tables) {
    DropPlan plan{table_key(table.schema, table.name)};
    Lowering lowered;
    lowered.text("drop ").text(plan.table);
    texts.push_back(keep(std::move(lowered), std::move(plan)).sql);
  }
  std::reverse(texts.begin(), texts.end());
  return texts;
}

}  // namespace rowan::testing::memory
